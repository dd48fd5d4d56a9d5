// Releases at the server: signed metadata and archives in, what there is out.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { MAX_METADATA_BYTES } from '../../shared/release/types.js';
import type { ListReleasesResponse__Output } from '../../shared/rpc/gen/farvault/v1/ListReleasesResponse.js';
import type { MetadataExpiry__Output } from '../../shared/rpc/gen/farvault/v1/MetadataExpiry.js';
import type { Release__Output } from '../../shared/rpc/gen/farvault/v1/Release.js';
import { withServer, type CommandContext } from '../command.js';
import { formatBytes, formatTime, jsonTime, printable } from '../output/format.js';
import { fields, table } from '../output/table.js';
import { writeNewFile } from '../release/files.js';
import { importOrder, recognise, type ImportFile } from '../release/recognise.js';
import { upload } from '../release/upload.js';

export function addReleaseServer(release: Command): void {
  release
    .command('import <file...>')
    .description('give the server signed roots, archives and targets; it tells what each is by itself, and takes them in the right order')
    .action((files: string[], _options: unknown, command: Command) => withServer(command, (context) => importFiles(context, files)));

  release
    .command('list')
    .description('releases that agents may install, how many run each, and until when the metadata is good')
    .option('--metadata', 'only the metadata', false)
    .action(({ metadata }: { metadata: boolean }, command: Command) =>
      withServer(command, async (context) => {
        const found = await context.call('ListReleases', {});
        if (context.json) context.printJson(metadata ? found.metadata.map(jsonMetadata) : found.releases.map(jsonRelease));
        else context.print(metadata ? metadataTable(found.metadata) : asText(found));
      }),
    );

  release
    .command('export <dir>')
    .description('the roots and targets that the server has, for the next key ceremony')
    .action((directory: string, _options: unknown, command: Command) => withServer(command, (context) => exportMetadata(context, directory)));

  release
    .command('server-key')
    .description("the public half of the server's key, which a root names for snapshot and timestamp")
    .option('--out <file>', 'where it is written (default: standard output)')
    .action(({ out }: { out?: string }, command: Command) =>
      withServer(command, async (context) => {
        const { data } = await context.call('GetReleaseFile', { name: 'server-key.json' });
        if (out === undefined) process.stdout.write(data);
        else {
          await writeNewFile(out, data);
          context.note(`written to ${out}`);
        }
      }),
    );
}

async function importFiles(context: CommandContext, names: string[]): Promise<void> {
  const files: ImportFile[] = [];
  for (const name of names) files.push(await recognise(name));
  const { send, leftOut } = importOrder(files);
  for (const { file, version } of leftOut) context.note(`${file}: targets ${version} are left out; newer ones are here`);
  const done: { file: string; kind: string; detail: string }[] = [];
  for (const one of send) {
    const progress = new UploadLine(context, one);
    const detail = await upload(context, one, (sent) => progress.update(sent)).finally(() => progress.clear());
    done.push({ file: one.file, kind: one.kind, detail });
    if (!context.json) context.print(printable(detail));
  }
  if (context.json) context.printJson(done);
}

/** How far a file has come, on a terminal. */
class UploadLine {
  #drawn = false;

  constructor(
    private readonly context: CommandContext,
    private readonly file: ImportFile,
  ) {}

  update(sent: number): void {
    if (process.stderr.isTTY !== true || this.context.json) return;
    const { file, bytes } = this.file;
    process.stderr.write(`\r\x1b[2K${printable(path.basename(file))}: ${formatBytes(sent)} of ${formatBytes(bytes)}`);
    this.#drawn = true;
  }

  clear(): void {
    if (this.#drawn) process.stderr.write('\r\x1b[2K');
    this.#drawn = false;
  }
}

async function exportMetadata(context: CommandContext, directory: string): Promise<void> {
  const { metadata } = await context.call('ListReleases', {});
  const newest = (role: string): number => metadata.find((one) => one.role === role)?.version ?? 0;
  if (newest('root') === 0) throw new FarvaultError('NOT_FOUND', 'the server has no root yet', { remedy: 'Make one with backupctl release root, and import it.' });
  await mkdir(directory, { recursive: true });
  const written: string[] = [];
  const take = async (name: string): Promise<void> => {
    const { data } = await context.call('GetReleaseFile', { name });
    await writeUnlessOther(path.resolve(directory, name), data);
    written.push(name);
  };
  try {
    // The first may have another number than 1.
    for (let version = newest('root'); version > 0; version--) await take(`${version}.root.json`);
  } catch (error) {
    if (written.length === 0 || !isFarvaultError(error, 'NOT_FOUND')) throw error;
  }
  if (newest('targets') > 0) await take(`${newest('targets')}.targets.json`);
  if (context.json) context.printJson(written);
  else context.print(`${written.join(', ')} written to ${directory}`);
}

async function writeUnlessOther(file: string, bytes: Buffer): Promise<void> {
  const there = await readSmallFile(file, MAX_METADATA_BYTES);
  if (there === null) await writeFileDurable(file, bytes, 0o644);
  else if (!there.equals(bytes)) throw new FarvaultError('EXISTS', `${file} exists already, with other bytes`, { remedy: 'Give an empty directory; or find out which of the two is right.' });
}

function asText({ releases, minimumVersion, metadata, rootFingerprint }: ListReleasesResponse__Output): string {
  const columns = [
    { title: 'version', value: (row: Release__Output) => row.version },
    { title: 'platform', value: (row: Release__Output) => row.platform },
    { title: 'channels', value: (row: Release__Output) => row.channels.join(',') },
    { title: 'size', value: (row: Release__Output) => formatBytes(row.bytes), align: 'right' as const },
    { title: 'agents', value: (row: Release__Output) => String(row.agents), align: 'right' as const },
    { title: 'imported', value: (row: Release__Output) => formatTime(row.importedMs) },
  ];
  const about = fields([
    ['Lowest version', minimumVersion === '' ? 'any' : printable(minimumVersion)],
    ['First root', rootFingerprint],
  ]);
  return `${table(releases, columns, 'no releases')}\n\n${metadataTable(metadata)}\n\n${about}`;
}

function metadataTable(metadata: MetadataExpiry__Output[]): string {
  const columns = [
    { title: 'metadata', value: (row: MetadataExpiry__Output) => row.role },
    { title: 'version', value: (row: MetadataExpiry__Output) => String(row.version), align: 'right' as const },
    { title: 'expires', value: (row: MetadataExpiry__Output) => formatTime(row.expiresMs) },
  ];
  return table(metadata, columns, 'no metadata');
}

function jsonRelease({ version, platform, channels, bytes, sha256, launcher, path: where, agents, importedMs }: Release__Output): object {
  return { version, platform, channels, bytes, sha256: sha256.toString('hex'), launcher, path: where, agents, importedAt: jsonTime(importedMs) };
}

function jsonMetadata({ role, version, expiresMs }: MetadataExpiry__Output): object {
  return { role, version, expiresAt: jsonTime(expiresMs) };
}
