// Who belongs to which ring. Decided once, when the rollout starts. Pure.
import { createHash } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import { parseScope } from '../../shared/settings/index.js';

const MAX_RINGS = 16;
const SHARE = /^(\d{1,3}(?:\.\d{1,2})?)%$/;
const RING_FORMS = 'Give shares that grow, as 1%,10%,100%, or labels, as canary=yes.';

export type Ring = { share: number } | { key: string; value: string };

/** INVALID, with every fault. */
export function parseRings(texts: readonly string[]): Ring[] {
  if (texts.length === 0 || texts.length > MAX_RINGS) throw new FarvaultError('INVALID', `${texts.length} rings given; a rollout has 1 to ${MAX_RINGS}`, { remedy: RING_FORMS });
  const faults: string[] = [];
  let last = 0;
  const rings = texts.flatMap((text): Ring[] => {
    const label = parseScope(`label ${text}`);
    if (label?.kind === 'label') return [{ key: label.key, value: label.value }];
    const share = Number(SHARE.exec(text)?.[1] ?? NaN);
    if (!(share > 0 && share <= 100)) faults.push(`'${text.slice(0, 60)}' is neither a share nor a label`);
    else if (share <= last) faults.push(`${text} is not more than the ${last}% before it`);
    else last = share;
    return [{ share }];
  });
  if (faults.length > 0) throw new FarvaultError('INVALID', `rings: ${faults.join('; ')}`, { remedy: RING_FORMS });
  return rings;
}

export interface Candidate {
  id: string;
  labels: Readonly<Record<string, string>>;
}

/** The ring of each agent, by id. A share counts all agents up to it, those with labels too, and takes one more agent at least while there are any. */
export function assignRings(rolloutId: string, rings: readonly Ring[], agents: readonly Candidate[]): Map<string, number> {
  const members = new Map<string, number>();
  const order = agents.map((agent) => ({ agent, key: orderOf(rolloutId, agent.id) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const [index, ring] of rings.entries()) {
    const rest = order.filter(({ agent }) => !members.has(agent.id));
    const upTo = 'share' in ring ? Math.max(members.size + 1, Math.floor((agents.length * ring.share) / 100)) : Infinity;
    for (const { agent } of rest) {
      if (members.size >= upTo) break;
      if ('share' in ring || (Object.hasOwn(agent.labels, ring.key) && agent.labels[ring.key] === ring.value)) members.set(agent.id, index);
    }
  }
  return members;
}

/** An agent that came after the start is in the last ring, when that ring is for all. */
export function ringOfLateAgent(rings: readonly string[]): number | undefined {
  const last = parseRings(rings).at(-1);
  return last !== undefined && 'share' in last && last.share === 100 ? rings.length - 1 : undefined;
}

function orderOf(rolloutId: string, agentId: string): string {
  return createHash('sha256').update(`${rolloutId}\0${agentId}`).digest('hex');
}
