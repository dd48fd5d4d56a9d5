// Restore drills: run one, list them, show one, and check the evidence of one without any server.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { DrillEvidence__Output } from '../../shared/rpc/gen/farvault/v1/DrillEvidence.js';
import { sizeOf } from '../../shared/settings/index.js';
import { examples, plainContext, withServer } from '../command.js';
import { formatBytes, formatCount, formatDuration, formatTime, printable } from '../output/format.js';
import { jsonRun, waitForRun } from '../output/run-view.js';
import { parseCount } from '../output/sizes.js';
import { fields, table } from '../output/table.js';

const MAX_EVIDENCE_BYTES = 64 << 10;

/** What of the record is shown; all of it is in JSON. */
interface ShownRecord {
  id: string;
  outcome: string;
  error: string;
  job: { name: string };
  agent: string;
  office: { name: string };
  snapshot: { id: string; committedAt: string; journalRecord: number; files: number; bytes: number };
  chosen: { kind: string; path: string; seed: string; files: number; bytes: number };
  checked: { entries: number; files: number; bytes: number };
  notCompared: string[];
  differences: number;
  named: string[];
  restoreSeconds: number;
  bytesPerSecond: number;
  wholeSeconds: number | null;
  wholeIs: string;
  leavesOut: string;
  journal: { number: number; chain: string };
  repositoryId: string;
  serverVersion: string;
  publicKey: string;
  run: string;
  startedBy: string;
  startedAt: string;
  endedAt: string;
}

interface RunOptions {
  snapshot: string;
  path: string;
  size: number;
  all?: boolean;
  wait?: boolean;
}

function parseSample(text: string): number {
  const bytes = sizeOf(text);
  if (bytes === undefined || bytes < 1) throw new InvalidArgumentError(`'${text}' is not a size: give 1GiB`);
  return bytes;
}

export function drillCommand(program: Command): void {
  const drill = program
    .command('drill')
    .description('restore drills: proof that a restore works, and how long it takes')
    .addHelpText('after', examples('backupctl drill run docs --wait', 'backupctl drill run docs --path /srv/docs/2025 --wait', 'backupctl drill list --job docs', 'backupctl drill show 19ab --json > evidence.json && backupctl drill verify evidence.json'));

  drill
    .command('run <job>')
    .description("restore a part of the job's newest snapshot on the server, compare it with the manifest, and remove it again")
    .option('--snapshot <snapshot>', 'of this snapshot (default: the newest whole one)', '')
    .addOption(new Option('--path <path>', 'what lies at or below this path').default('', 'files by chance').conflicts(['size', 'all']))
    .addOption(new Option('--size <size>', 'so much, by chance').argParser(parseSample).default(0, "as the job's drillSize says").conflicts(['all']))
    .option('--all', 'everything: the time is measured then, not estimated')
    .option('--wait', 'show progress, and exit as the drill ended: 7 when something differs')
    .action((job: string, options: RunOptions, command: Command) =>
      withServer(command, async (context) => {
        const run = await context.call('StartDrill', { job, snapshot: options.snapshot, path: Buffer.from(options.path), sampleBytes: options.size, all: options.all === true });
        if (options.wait === true) await waitForRun(context, run.id);
        else if (context.json) context.printJson(jsonRun(run));
        else context.print(`run ${run.id} ${run.state}: backupctl run watch ${run.id} follows it`);
      }),
    );

  drill
    .command('list')
    .description('drills, the newest first: the last ten of each job')
    .option('--job <name>', 'of this job', '')
    .option('--limit <n>', 'at most so many', parseCount, 20)
    .action(({ job, limit }: { job: string; limit: number }, command: Command) =>
      withServer(command, async (context) => {
        const { drills } = await context.call('ListDrills', { job, limit });
        const records = drills.map(recordOf);
        if (context.json) {
          context.printJson(records);
          return;
        }
        context.print(
          table(records, [
            { title: 'id', value: (row) => row.id },
            { title: 'job', value: (row) => row.job.name },
            { title: 'office', value: (row) => row.office.name },
            { title: 'ended', value: (row) => formatTime(Date.parse(row.endedAt)) },
            { title: 'outcome', value: (row) => row.outcome },
            { title: 'what', value: (row) => row.chosen.kind },
            { title: 'files', value: (row) => formatCount(row.checked.files), align: 'right' },
            { title: 'bytes', value: (row) => formatBytes(row.checked.bytes), align: 'right' },
            { title: 'rate', value: (row) => `${formatBytes(row.bytesPerSecond)}/s`, align: 'right' },
            { title: 'whole', value: whole, align: 'right' },
          ], 'no drill yet: backupctl drill run JOB --wait, or --drill "every 7d" on a job or policy'),
        );
      }),
    );

  drill
    .command('show <drill>')
    .description('what a drill has shown; with --json the signed evidence, as `drill verify` takes it')
    .action((id: string, _options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const evidence = await context.call('GetDrill', { id });
        if (context.json) context.printJson({ id: evidence.id, record: evidence.recordJson, signature: evidence.signature.toString('hex'), publicKey: evidence.publicKey });
        else context.print(text(recordOf(evidence)));
      }),
    );

  drill
    .command('verify <file>')
    .description('check the signature of evidence, without a server; exit 7 when it does not hold')
    .option('--key <pem>', 'the public key of the server, kept elsewhere: without it only that the record is as it was signed is shown, not by whom')
    .action(async (file: string, { key }: { key?: string }, command: Command) => {
      const context = plainContext(command, new AbortController().signal);
      const checked = await verifyEvidence(file, key);
      if (context.json) context.printJson({ valid: true, keyGiven: key !== undefined, record: checked });
      else {
        context.print(text(checked));
        context.print(key === undefined ? '\nThe signature holds for the key in the evidence. Whose key that is, only --key with pki/evidence.pub of the server says.' : '\nThe signature holds for the key that was given.');
      }
    });
}

/** CORRUPT (exit code 7) when the signature does not hold. */
async function verifyEvidence(file: string, keyFile: string | undefined): Promise<ShownRecord> {
  const { record, signature, publicKey } = evidenceIn(await readBounded(file), file);
  const trusted = keyFile === undefined ? publicKey : (await readBounded(keyFile)).toString();
  let holds = false;
  try {
    const key = createPublicKey(trusted);
    holds = key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(record), key, Buffer.from(signature, 'hex'));
  } catch (error) {
    throw new FarvaultError('USAGE', `${keyFile ?? file} holds no public key in PEM form: ${messageOf(error)}`, { cause: error });
  }
  if (!holds) throw new FarvaultError('CORRUPT', 'the signature does not hold: the record was changed, or signed with another key', { remedy: 'Take the evidence from the server again (backupctl drill show ID --json), and the key from its pki/.' });
  return JSON.parse(record) as ShownRecord;
}

function evidenceIn(bytes: Buffer, file: string): { record: string; signature: string; publicKey: string } {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (error) {
    throw new FarvaultError('USAGE', `${file} is no evidence: ${messageOf(error)}`, { cause: error });
  }
  const { record, signature, publicKey } = (value ?? {}) as Record<string, unknown>;
  if (typeof record !== 'string' || typeof signature !== 'string' || typeof publicKey !== 'string') {
    throw new FarvaultError('USAGE', `${file} is no evidence of a drill`, { remedy: 'backupctl drill show ID --json prints it' });
  }
  return { record, signature, publicKey };
}

async function readBounded(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new FarvaultError('NOT_FOUND', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  });
  if (bytes.length > MAX_EVIDENCE_BYTES) throw new FarvaultError('USAGE', `${file} is larger than any evidence`);
  return bytes;
}

function recordOf({ recordJson }: DrillEvidence__Output): ShownRecord {
  return JSON.parse(recordJson) as ShownRecord;
}

/** Of the key, SHA-256: short enough to be compared by eye. */
function fingerprint(pem: string): string {
  return `sha256:${createHash('sha256').update(createPublicKey(pem).export({ type: 'spki', format: 'der' })).digest('hex')}`;
}

function whole({ wholeSeconds, wholeIs }: ShownRecord): string {
  return wholeSeconds === null ? '' : `${wholeIs === 'measured' ? '' : 'about '}${formatDuration(wholeSeconds * 1000)}`;
}

function text(record: ShownRecord): string {
  const { chosen, snapshot, checked } = record;
  const what = { whole: 'everything', path: `/${printable(Buffer.from(chosen.path, 'hex'))}`, random: `by chance (seed ${chosen.seed})` }[chosen.kind] ?? chosen.kind;
  return [
    fields([
      ['Drill', record.id],
      ['Outcome', `${record.outcome}${record.error === '' ? '' : `: ${printable(record.error)}`}`],
      ['Job', `${record.job.name} on ${record.agent} (office ${record.office.name})`],
      ['Snapshot', `${snapshot.id}, ${formatTime(Date.parse(snapshot.committedAt))}, journal record ${snapshot.journalRecord}`],
      ['Restored', `${what}: ${formatCount(chosen.files)} of ${formatCount(snapshot.files)} files, ${formatBytes(chosen.bytes)} of ${formatBytes(snapshot.bytes)}`],
      ['Compared', `${formatCount(checked.entries)} entries, ${formatCount(checked.files)} files, ${formatBytes(checked.bytes)} hashed; not: ${record.notCompared.join(', ')}`],
      ['Differences', formatCount(record.differences)],
      ['Took', `${formatDuration(record.restoreSeconds * 1000)} to restore, ${formatBytes(record.bytesPerSecond)}/s`],
      ['All of it', record.wholeSeconds === null ? '' : `${whole(record)} (${record.wholeIs}; leaves out ${record.leavesOut})`],
      ['Ended', formatTime(Date.parse(record.endedAt))],
      ['Started by', record.startedBy],
      ['Run', record.run],
      ['Server', `${record.serverVersion}, repository ${record.repositoryId}`],
      ['Signed with', fingerprint(record.publicKey)],
      ['Journal', `record ${record.journal.number}, ${record.journal.chain}`],
    ]),
    ...record.named.map((line) => `  ${printable(line)}`),
  ].join('\n');
}
