// Reads a view whole in a child process, because LevelDB can abort the process that opens a damaged one.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerEntry } from '../../shared/async/worker-entry.js';
import { FarvaultError } from '../../shared/errors/errors.js';

const PROBE_DEADLINE_MS = 30 * 60_000;
const KEPT_OUTPUT_CHARS = 2_000;

/** What is wrong with the view, in words, or null when every entry verifies. */
export function probeView(directory: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(workerEntry('./view-probe-main.js', import.meta.url));
    const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'ignore', 'pipe'], timeout: PROBE_DEADLINE_MS, killSignal: 'SIGKILL' });
    let output = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      if (output.length < KEPT_OUTPUT_CHARS) output += text;
    });
    child.on('error', (error) => {
      reject(new FarvaultError('IO', `cannot start the probe of the view in ${directory}: ${error.message}`, { cause: error }));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(null);
      else resolve(output.trim().slice(0, KEPT_OUTPUT_CHARS) || `reading it ended with ${signal ?? `exit code ${String(code)}`}`);
    });
  });
}
