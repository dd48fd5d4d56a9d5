// A data directory becomes an agent's: its administrator's choices first, then the identity that a token is turned into.
import os from 'node:os';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { EnrolmentToken } from '../../shared/rpc/token.js';
import { systemClock } from '../../shared/time/clock.js';
import { claimDataDir, readIdentity, writeAgentConfig, writeIdentity, type AgentConfig, type AgentIdentity } from '../agent-files.js';
import { enrol } from './enrolment.js';
import { machineFacts } from './facts.js';

export interface MachineEnrolment {
  dataDir: string;
  token: EnrolmentToken;
  config: AgentConfig;
  /** Default: this machine's name, or that of the agent that the token replaces. */
  name: string | undefined;
}

/** EXISTS when the directory is enrolled already. */
export async function enrolMachine({ dataDir, token, config, name }: MachineEnrolment): Promise<AgentIdentity> {
  if (token.replaces !== undefined && name !== undefined && name !== token.replaces) {
    throw new FarvaultError('USAGE', `this token makes the machine agent ${token.replaces}, not ${name}`, { remedy: 'Leave the name out, or ask for a token of another kind.' });
  }
  const claim = await claimDataDir(dataDir);
  try {
    const existing = await readIdentity(dataDir);
    if (existing !== null) throw new FarvaultError('EXISTS', `${dataDir} is enrolled already, as ${existing.name}`, { remedy: 'Use another directory.' });
    await writeAgentConfig(dataDir, config);
    const identity = await enrol({
      token,
      addresses: [...new Set([...config.servers, ...token.addresses])],
      name: name ?? token.replaces ?? os.hostname(),
      facts: machineFacts(config.restoreRoots, systemClock.now()),
    });
    await writeIdentity(dataDir, identity);
    return identity;
  } finally {
    await claim.release();
  }
}
