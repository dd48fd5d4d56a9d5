// Puts what an administrator's call changes down to them: see server/audit/actors.ts.
import type { Actors } from '../audit/index.js';
import { isUser } from '../fleet/index.js';
import type { JournalBody } from '../repository/types.js';
import { concernsOf } from './authorisation.js';
import type { Directory } from './directory.js';
import { RULES, type Concern } from './rules.js';
import type { ServiceGuard } from './service.js';

const MAX_NAMED = 20;
const NAME_CHARS = 200;

export function createAttribution(actors: Actors, directory: Directory, record: (body: JournalBody) => Promise<unknown>): NonNullable<ServiceGuard['attribute']> {
  return async (path, call, request, identity, handler) => {
    if (!isUser(identity)) return handler();
    const rule = RULES[path];
    const concerns = rule.changes === undefined ? [] : concernsOf(rule, request).slice(0, MAX_NAMED);
    const about = concerns.length > 0 ? concerns.map(({ what, name }) => `${what} ${name}`.slice(0, NAME_CHARS)) : nameIn(request);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const actor = { by: identity.name, from: hostOf(call.getPeer()), call: name, about, offices: await officesOf(concerns, directory) };
    return actors.run(actor, async () => {
      const response = await handler();
      if (rule.changes === 'call') await record({ kind: 'access.called', call: name });
      return response;
    });
  };
}

/** None when any of it concerns the whole server, or is unknown. */
async function officesOf(concerns: readonly Concern[], directory: Directory): Promise<string[]> {
  const found = await Promise.all(concerns.map((concern) => directory.find(concern)));
  const ids = found.map((one) => (one === undefined || one === 'server' ? '' : one.officeId));
  return ids.includes('') ? [] : [...new Set(ids)];
}

function nameIn(request: unknown): string[] {
  const name = typeof request === 'object' && request !== null && 'name' in request ? request.name : undefined;
  return typeof name === 'string' && name !== '' ? [name.slice(0, NAME_CHARS)] : [];
}

/** The peer's address without its port, which says nothing later. */
export function hostOf(peer: string): string {
  const text = peer.replace(/^ipv[46]:/, '');
  const end = text.lastIndexOf(':');
  return end > 0 ? text.slice(0, end).replace(/^\[|\]$/g, '') : text;
}
