import os from 'node:os';
import { VERSION } from '../../shared/config/version.js';
import { losses } from '../../shared/sys/capabilities.js';
import type { AgentFacts } from '../../shared/rpc/gen/farvault/v1/AgentFacts.js';

/** What this machine says of itself. */
export function machineFacts(restoreRoots: string[], nowMs: number): AgentFacts {
  return {
    version: VERSION,
    hostname: os.hostname(),
    platform: os.platform(),
    arch: os.arch(),
    kernel: os.release(),
    restoreRoots,
    warnings: losses().map(({ name, what }) => `${name}: ${what}`),
    clockMs: nowMs,
  };
}
