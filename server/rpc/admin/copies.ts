// Second copies: set, listed, ordered, deleted.
import type { CopyInfo } from '../../../shared/rpc/gen/farvault/v1/CopyInfo.js';
import type { Copies, CopyStanding } from '../../copies/index.js';
import type { AdminPart } from './part.js';
import type { AdminViews } from './views.js';

export interface CopiesDependencies {
  copies: { copies: Copies };
  views: AdminViews;
}

export function copiesHandlers({ copies: { copies }, views: { viewOfRun } }: CopiesDependencies): AdminPart<'SetCopy' | 'ListCopies' | 'StartCopy' | 'DeleteCopy'> {
  return {
    SetCopy: async ({ name, folder, schedule, lateAfterMs }, { identity }) => {
      const { copy, recoveryKey } = await copies.set({ name, folder, schedule, lateAfterMs }, identity.name);
      return { ...viewOf(copy), recoveryKey };
    },
    ListCopies: async () => ({ copies: (await copies.list()).map(viewOf) }),
    StartCopy: async ({ name }, { identity }) => viewOfRun((await copies.order(name, identity.name)).run),
    DeleteCopy: async ({ name }, { identity }) => {
      await copies.delete(name, identity.name);
      return {};
    },
  };
}

function viewOf({ name, folder, schedule, lateAfterMs, outcome, running }: CopyStanding): CopyInfo {
  const good = outcome?.good;
  return {
    name, folder, schedule, lateAfterMs, running,
    lastGoodMs: good?.timeMs ?? 0,
    journalPosition: good?.position ?? 0,
    bytes: good?.packBytes ?? 0,
    snapshots: good?.snapshots ?? 0,
    lastError: running === '' ? (outcome?.error ?? '') : '',
    lastTriedMs: outcome?.triedMs ?? 0,
  };
}
