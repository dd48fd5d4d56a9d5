// What an agent says of its machine, cut to bounds before it is kept.
import type { AgentFacts__Output } from '../../shared/rpc/gen/farvault/v1/AgentFacts.js';
import type { Facts } from './types.js';

const TEXT_CHARS = 256;
const PATH_CHARS = 4_096;
const ITEMS = 32;

export function factsOf(facts: AgentFacts__Output): Facts {
  const text = (value: string): string => value.slice(0, TEXT_CHARS);
  return {
    version: text(facts.version),
    hostname: text(facts.hostname),
    platform: text(facts.platform),
    arch: text(facts.arch),
    kernel: text(facts.kernel),
    restoreRoots: facts.restoreRoots.slice(0, ITEMS).map((root) => root.slice(0, PATH_CHARS)),
    warnings: facts.warnings.slice(0, ITEMS).map(text),
    clockMs: Number(facts.clockMs),
    launcher: facts.launcher,
    slot: text(facts.slot),
    channel: text(facts.channel),
  };
}
