// Named places where a test can make the process die, fail or wait. Inert unless FARVAULT_FAILPOINTS is set, which only the fault
// suite does: `name=action[@hit]` separated by commas; action is `kill` (SIGKILL to itself), `error` (throws) or `sleep:MS`;
// `@hit` fires at that hit only (default: every hit from the first).

/** Every failpoint there is, so that a test can iterate them all. One line each: name, and what has just happened. */
export const FAILPOINTS = {
} as const satisfies Record<string, string>;

export type Failpoint = keyof typeof FAILPOINTS;

interface Armed {
  action: 'kill' | 'error' | 'sleep';
  ms: number;
  hit: number;
  seen: number;
}

function parse(text: string | undefined): Map<string, Armed> | null {
  if (text === undefined || text === '') return null;
  const armed = new Map<string, Armed>();
  for (const part of text.split(',')) {
    const match = /^([\w.-]+)=(kill|error|sleep)(?::(\d+))?(?:@(\d+))?$/.exec(part.trim());
    if (match === null) throw new Error(`FARVAULT_FAILPOINTS: cannot read '${part}'`);
    if (!(match[1]! in FAILPOINTS)) throw new Error(`FARVAULT_FAILPOINTS: no failpoint is called '${match[1]}'`);
    armed.set(match[1]!, { action: match[2] as Armed['action'], ms: Number(match[3] ?? 0), hit: Number(match[4] ?? 0), seen: 0 });
  }
  return armed;
}

const armed = parse(process.env['FARVAULT_FAILPOINTS']);

/** Does nothing unless armed. `sleep` blocks the calling thread on purpose: it widens a race window. */
export function failpoint(name: Failpoint): void {
  if (armed === null) return;
  const point = armed.get(name);
  if (point === undefined) return;
  point.seen++;
  if (point.hit !== 0 && point.seen !== point.hit) return;
  if (point.action === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
  }
  if (point.action === 'sleep') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, point.ms);
  if (point.action === 'error') throw new Error(`failpoint ${name}`);
}
