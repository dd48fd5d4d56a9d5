// The agent lives beside what it protects. Left to themselves, the young heaps of its threads, the memory of V8's four helper threads and what the allocator keeps
// make it half as large again. Most of that can only be set when a process starts, and nobody should have to start the agent with flags. A release's own
// `backup-agent` sets it all (scripts/release/program.ts); started otherwise, the agent starts itself again.
import { replaceProgram } from '../shared/sys/exec.js';

/** MiB of young heap; helper threads of V8; old heaps collected sooner. */
export const NODE_FLAGS = ['--max-semi-space-size=2', '--v8-pool-size=1', '--optimize-for-size'];
/** glibc: one arena for all threads; what is freed goes back to the system. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '1048576' };
const MARK = 'FARVAULT_STARTED_SMALL';
export const SMALL_ENVIRONMENT = { ...ALLOCATOR, [MARK]: '1' };

/** Starts this program again in the same process with less memory, once; goes on as it is where that cannot be done. */
export function startSmall(): void {
  // A parent's channel would not survive it.
  if (process.env[MARK] !== undefined || process.channel !== undefined) return;
  Object.assign(process.env, SMALL_ENVIRONMENT);
  replaceProgram(process.execPath, [...NODE_FLAGS, ...process.execArgv, ...process.argv.slice(1)]);
}
