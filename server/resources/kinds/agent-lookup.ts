// Agents by name or id, one at a time: a file may name ten thousand jobs, so none of them asks for the list of all agents.
import { isFarvaultError } from '../../../shared/errors/errors.js';
import type { Agent, Fleet } from '../../fleet/index.js';

export function agentById(fleet: Pick<Fleet, 'getAgent'>, nameOrId: string): Agent | undefined {
  try {
    return fleet.getAgent(nameOrId);
  } catch (error) {
    if (isFarvaultError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

/** By its name alone. */
export function agentNamed(fleet: Pick<Fleet, 'getAgent'>, name: unknown): Agent | undefined {
  const agent = typeof name === 'string' ? agentById(fleet, name) : undefined;
  return agent?.name === name ? agent : undefined;
}
