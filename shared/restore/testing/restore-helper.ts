// For tests: restores a described snapshot into a directory and says what happened.
import fs from 'node:fs';
import type { RestoreOptions } from '../plan.js';
import { restoreTree, type RestoreOutcome } from '../restore.js';
import { openTarget } from '../target.js';
import type { PlannedAction } from '../plan.js';
import { ProtectedPaths } from '../write/protected.js';
import type { RestoreProblem } from '../write/report.js';
import { FakeReadServer, type FakeFaults } from './fake-read-server.js';
import { fakeSnapshot, type Described, type FakeSnapshot } from './fake-snapshot.js';

export const OPTIONS: RestoreOptions = { path: new Uint8Array(0), includes: [], overwrite: 'changed', deleteExtra: false, dryRun: false };

export interface Restored extends RestoreOutcome {
  problems: RestoreProblem[];
  actions: PlannedAction[];
  server: FakeReadServer;
}

export async function restoreInto(dir: string, from: Described[] | FakeSnapshot, options: Partial<RestoreOptions> = {}, faults: FakeFaults = {}, signal = new AbortController().signal, protectedPaths: string[] = []): Promise<Restored> {
  fs.mkdirSync(dir, { recursive: true });
  const server = new FakeReadServer(Array.isArray(from) ? fakeSnapshot(from) : from, faults);
  const reader = await server.reader();
  const target = openTarget({ root: dir, below: Buffer.alloc(0), keepMetadata: false, protects: ProtectedPaths.of(protectedPaths), make: true });
  const problems: RestoreProblem[] = [];
  const actions: PlannedAction[] = [];
  try {
    const outcome = await restoreTree(reader, target, { ...OPTIONS, ...options }, { onProblem: (problem) => problems.push(problem), onAction: (action) => actions.push(action) }, signal);
    return { ...outcome, problems, actions, server };
  } finally {
    target.close();
    reader.close();
  }
}
