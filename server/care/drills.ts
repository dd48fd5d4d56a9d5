// Restore drills. Put together from server/drills and what it needs of others.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Control } from '../control.js';
import { Drills, EVIDENCE, EvidenceFiles, EvidenceKey, Scratch, type DrilledJob } from '../drills/index.js';
import type { Foundation } from '../foundation.js';

export type DrillsCare = ReturnType<typeof createDrills>;

export function createDrills({ catalog, clock, frames, pins, repository, repositoryId, say, state }: Foundation, { jobs, policies, runs }: Control) {
  const folder = path.join(repository.dataDir, 'drills');
  return new Drills({
    state: state.drills,
    set: state.snapshots,
    pins,
    snapshot: (id) => catalog.get(id),
    jobs: () => jobs.list().map((job): DrilledJob => {
      const { settings, sinceMs } = policies.effective(job);
      const agent = state.fleet.agents.get(job.agentId);
      const officeId = agent?.officeId ?? '';
      return { id: job.id, name: job.name, agent: agent?.name ?? '', officeId, office: state.fleet.offices.get(officeId)?.name ?? '', settings, sinceMs: Math.max(sinceMs, job.createdMs) };
    }),
    runs: runs.server,
    source: repository,
    frames,
    scratch: new Scratch(folder),
    admit: (bytes) => repository.admitFile(bytes),
    journal: repository,
    journalHead: () => repository.journalHead,
    repositoryId,
    key: new EvidenceKey(path.join(repository.dataDir, 'pki', 'evidence.key')),
    files: new EvidenceFiles(path.join(folder, EVIDENCE)),
    clock,
    random: randomBytes,
    log: say,
  });
}
