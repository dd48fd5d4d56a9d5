// Apply, export and delete: resources as JSON, by the schemas of shared/settings.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Resources } from '../../resources/index.js';
import type { AdminPart } from './part.js';

/** So that the answer, which names what changed, fits into a message, too. */
const MAX_APPLY_BYTES = 1 << 20;
const MAX_DETAIL_BYTES = 1 << 20;

export interface ResourceDependencies {
  resources: Resources;
}

export function resourceHandlers({ resources }: ResourceDependencies): AdminPart<'Apply' | 'Export' | 'DeleteResource'> {
  return {
    Apply: async ({ resourcesJson, dryRun, merge }, context) => {
      const changes = await resources.apply(fromJson(resourcesJson), { dryRun, merge, by: context.identity.name });
      let room = MAX_DETAIL_BYTES;
      const fitting = (details: string[]): string[] => ((room -= Buffer.byteLength(details.join())) >= 0 ? details : []);
      return { changes: changes.map(({ details, ...change }) => ({ ...change, details: fitting(details) })) };
    },
    Export: (request) => {
      const { resources: found, next } = resources.export(request.sections, request.cursor);
      return Promise.resolve({ resourcesJson: JSON.stringify(found), next });
    },
    DeleteResource: async ({ section, name }, context) => {
      await resources.remove(section, name, context.identity.name);
      return {};
    },
  };
}

function fromJson(json: string): unknown {
  if (Buffer.byteLength(json) > MAX_APPLY_BYTES) throw new FarvaultError('USAGE', `the resources take more than ${MAX_APPLY_BYTES} bytes as JSON`, { remedy: 'Apply them in several files.' });
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new FarvaultError('INVALID', 'the resources are not JSON');
  }
}
