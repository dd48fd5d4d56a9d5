// Runs a program of the system: arguments as an array, no shell, bounded output and time.
import { execFile } from 'node:child_process';

const TIMEOUT_MS = 60_000;
const OUTPUT_BYTES = 4 * 1024 * 1024;
const MESSAGE_CHARACTERS = 300;

export class ProgramError extends Error {
  constructor(
    readonly program: string,
    /** True: there is no such program here. */
    readonly absent: boolean,
    message: string,
  ) {
    super(message);
    this.name = 'ProgramError';
  }
}

/** Standard output, as latin1 so that names keep their bytes. Rejects with ProgramError, or the signal's reason. */
export function runProgram(program: string, args: string[], signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const env = { ...process.env, LC_ALL: 'C' };
    const options = { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES, encoding: 'latin1' as const, env, ...(signal === undefined ? {} : { signal }) };
    execFile(program, args, options, (error, output, errors) => {
      if (error === null) resolve(output);
      else if (signal?.aborted === true) reject(signal.reason as Error);
      else {
        const why = error.killed === true ? 'no answer in time' : errors.trim().slice(0, MESSAGE_CHARACTERS) || error.message;
        reject(new ProgramError(program, error.code === ('ENOENT' as unknown), `${program} ${args[0] ?? ''}: ${why}`));
      }
    });
  });
}

/** Text as a program takes it. Node passes arguments as UTF-8: a path that is not cannot be handed to a program. */
export function argument(path: Buffer): string {
  const text = path.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(path)) throw new ProgramError('', false, 'the path is not UTF-8 and cannot be given to a program');
  return text;
}
