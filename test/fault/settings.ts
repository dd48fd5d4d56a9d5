// What the fault suites share: how long they go on, the seed, and the line that replays a failure.

/** `npm run test:fault`. */
export const LONG = process.env['FARVAULT_FAULT'] === 'long';
export const SEED = Number(process.env['FARVAULT_SEED'] ?? 1);
export const ROOT = process.getuid?.() === 0;

/** Runs `work`; a failure says how to have it again. */
export async function replay<T>(command: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nseed ${SEED}, replay: FARVAULT_SEED=${SEED} ${command}`, { cause: error });
  }
}

/** How often: what FARVAULT_<NAME> says, else FARVAULT_TRIALS, else `usual`. */
export function countOf(name: string, usual: number): number {
  return Number(process.env[`FARVAULT_${name}`] ?? process.env['FARVAULT_TRIALS'] ?? usual);
}
