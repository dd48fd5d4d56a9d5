// A process full of light agents: real identities and control streams, back-off as the real agent's, backups of one small file. Talks to the driver over IPC.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../shared/time/clock.js';
import type { AgentIdentity } from '../../agent/agent-files.js';
import { LightAgent, type Happening } from './light-agent.js';

interface Told {
  start?: { identities: string };
}

/** Happenings go to the driver in batches: a message each would cost more than the agents do. */
const BATCH_MS = 100;

const happened: Happening[] = [];
process.on('message', ({ start }: Told) => {
  if (start === undefined) return;
  const identities = JSON.parse(readFileSync(start.identities, 'utf8')) as AgentIdentity[];
  for (const identity of identities) void new LightAgent(identity, path.join(path.dirname(start.identities), identity.name), (what) => happened.push(what)).run();
});
process.on('disconnect', () => process.exit(0));

for (;;) {
  await systemClock.sleep(BATCH_MS);
  if (happened.length > 0) process.send?.(happened.splice(0));
}
