import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { EXIT, FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { ResourceChange__Output } from '../../shared/rpc/gen/farvault/v1/ResourceChange.js';
import { examples, withServer } from '../command.js';
import { printable } from '../output/format.js';
import type { FileFault } from '../resource-file.js';

const MAX_FAULTS = 50;
/** What the server takes in one call. */
const MAX_JSON_BYTES = 1 << 20;
/** Each change is made durable before the next: thousands on a slow disk take minutes. */
const APPLY_DEADLINE_MS = 10 * 60_000;

async function readAll(file: string): Promise<string> {
  try {
    return file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new FarvaultError('USAGE', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** What was done, or would be: changes with their details, and how many resources are as they should be. */
function planText(changes: ResourceChange__Output[], dryRun: boolean, noun: (section: string) => string): string {
  const changed = changes.filter(({ action }) => action !== 'unchanged');
  const lines = changed.flatMap(({ action, section, name, details }) => [`${action.padEnd(7)} ${noun(section)} ${printable(name)}`, ...details.map((line) => `          ${printable(line)}`)]);
  const same = changes.length - changed.length;
  const summary = changed.length === 0 ? `nothing to change: ${same} as they should be` : `${changed.length} ${dryRun ? 'to change' : 'changed'}, ${same} unchanged`;
  return [...lines, summary].join('\n');
}

function tellFaults(file: string, faults: FileFault[]): void {
  const name = file === '-' ? 'standard input' : file;
  const shown = faults.slice(0, MAX_FAULTS).map(({ line, column, text }) => `${line === 0 ? name : `${name}:${line}:${column}`}: ${printable(text)}`);
  process.stderr.write(`${[...shown, ...(faults.length > shown.length ? [`and ${faults.length - shown.length} more`] : [])].join('\n')}\n`);
  process.exitCode = EXIT.usage;
}

export function applyCommand(program: Command): void {
  program
    .command('apply')
    .description('make offices, labels of agents, policies, jobs, alert rules, destinations and reports as a YAML file says; what the file does not name stays')
    .requiredOption('-f, --file <file>', 'YAML, one document or several; - for standard input')
    .option('--dry-run', 'print what would change, and change nothing')
    .addHelpText('after', examples('backupctl apply -f offices.yaml --dry-run', 'backupctl apply -f offices.yaml', 'backupctl export | backupctl apply -f -'))
    .action(async (options: { file: string; dryRun?: boolean }, command: Command) => {
      const { readResourceFile } = await import('../resource-file.js');
      const { schemaOf } = await import('../../shared/settings/index.js');
      const { sections, faults, placed } = readResourceFile(await readAll(options.file));
      if (faults.length > 0) {
        tellFaults(options.file, faults);
        return;
      }
      if (Object.values(sections).every((list) => list.length === 0)) throw new FarvaultError('USAGE', `${options.file} names nothing to apply`, { remedy: 'backupctl export prints what it may look like.' });
      const resourcesJson = JSON.stringify(sections);
      if (Buffer.byteLength(resourcesJson) > MAX_JSON_BYTES) throw new FarvaultError('USAGE', `${options.file} takes more than ${MAX_JSON_BYTES} bytes as JSON`, { remedy: 'Apply it in several files.' });
      await withServer(command, async (context) => {
        const dryRun = options.dryRun === true;
        const changes = await context.call('Apply', { resourcesJson, dryRun }, APPLY_DEADLINE_MS).then(
          (answer) => answer.changes,
          (error: unknown) => {
            // With a remedy it is about something else than the file: a change that stopped on its way, for one.
            if (!isFarvaultError(error, 'USAGE') || error.remedy !== undefined) throw error;
            tellFaults(options.file, placed(error.message));
            return null;
          },
        );
        if (changes === null) return;
        if (context.json) context.printJson(changes);
        else context.print(planText(changes, dryRun, (section) => schemaOf(section)?.noun ?? section));
      });
    });
}
