// `backupctl agent installer`: one file that makes an agent of a bare machine.
import { createReadStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Option, type Command } from 'commander';
import { unzstd } from '../../shared/codec/zstd-stream.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { exists, readSmallFile } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { isChannel } from '../../shared/release/index.js';
import { DEFAULT_CHANNEL, MAX_METADATA_BYTES, MAX_UNPACKED_BYTES, PLATFORMS, type Platform } from '../../shared/release/types.js';
import { collect, examples, withServer, type CommandContext } from '../command.js';
import { installerFile } from '../installer/script.js';
import { chooseRelease, fetchArchive, verifiedMetadata } from '../installer/verified-release.js';
import { formatBytes, formatTime, jsonTime } from '../output/format.js';
import { parseDuration } from '../output/sizes.js';
import { writeNewFile } from '../release/files.js';

interface Options {
  office: string;
  replace: string;
  out: string;
  platform: Platform;
  release?: string;
  name?: string;
  ttl: number;
  restoreRoot: string[];
  channel: string;
  root?: string;
}

export function addAgentInstaller(agent: Command): void {
  agent
    .command('installer')
    .description('make one file that installs, enrols and starts the agent on a bare Linux machine')
    .option('--office <name>', 'the office that the new agent will belong to', '')
    .option('--replace <agent>', 'the machine becomes this agent, with its jobs and snapshots; the present machine loses its access then', '')
    .requiredOption('--out <file>', 'the installer; it holds a one-time token')
    .addOption(new Option('--platform <platform>', "of the agent's machine").choices(PLATFORMS).default(PLATFORMS[0]))
    .option('--release <version>', 'of the agent; default: the newest that is listed')
    .option('--name <name>', "the agent's name; default: its machine's name")
    .option('--ttl <duration>', 'how long its token can be used, at most 7d; default: 24h', parseDuration, 24 * 3600)
    .option('--restore-root <dir>', 'centrally ordered restores write only below it; repeatable', collect, [])
    .option('--channel <name>', 'releases that the agent takes', DEFAULT_CHANNEL)
    .option('--root <file>', 'root.json of the update keys, from the ceremony; default: what the server carries, whose fingerprint is then told')
    .addHelpText('after', examples('backupctl agent installer --office lyon --out lyon-install.sh --root 1.root.json', 'backupctl agent installer --replace fileserver --out fileserver-install.sh'))
    .action((options: Options, command: Command) => withServer(command, (context) => makeInstaller(context, options)));
}

async function makeInstaller(context: CommandContext, options: Options): Promise<void> {
  const { office, replace, out, platform, channel, name, restoreRoot } = options;
  check(options);
  if (await exists(path.resolve(out), realFs)) throw new FarvaultError('EXISTS', `${out} exists already`, { remedy: 'Choose another name, or remove it first.' });
  const { trusted, root, fingerprint } = await verifiedMetadata(context, await pinnedRoot(options.root));
  const target = chooseRelease(trusted, { version: options.release, platform, channel });
  const { release, unpackedBytes } = await recompress(await fetchArchive(context, target));
  // Last, so that nothing that fails leaves a token behind.
  const made = await context.call('CreateToken', { office, ttlSeconds: options.ttl, replace });
  const words = [...(name === undefined ? [] : ['--name', name]), ...restoreRoot.flatMap((directory) => ['--restore-root', directory]), ...(channel === DEFAULT_CHANNEL ? [] : ['--channel', channel])];
  const file = installerFile({ office: made.office, version: target.version, platform, token: made.token, trust: root, options: words, release, unpackedBytes });
  await writeNewFile(out, file, 0o700);
  await chmod(path.resolve(out), 0o700);
  if (context.json) {
    context.printJson({ file: out, version: target.version, platform, office: made.office, bytes: file.length, expiresAt: jsonTime(made.expiresMs), rootFingerprint: fingerprint });
    return;
  }
  context.print(`${out}: agent ${target.version} for ${platform}, ${formatBytes(file.length)}, for one machine of office ${made.office}, until ${formatTime(made.expiresMs)}`);
  if (options.root === undefined) context.note(`The update keys are those that the server carries. Compare the fingerprint of their first root with that of the key ceremony:\n  ${fingerprint}`);
  context.note(`It holds a token: copy it as you would a password. On the machine, as root: sh ${path.basename(out)}`);
}

function check({ office, replace, ttl, channel, name, restoreRoot }: Options): void {
  if ((office === '') === (replace === '')) throw new FarvaultError('USAGE', 'whom is it for?', { remedy: 'Give --office NAME for a new agent, or --replace NAME for the next machine of an agent.' });
  if (ttl === 0) throw new FarvaultError('USAGE', 'a token that lives for no time is of no use', { remedy: 'Give --ttl 1h, or up to 7d.' });
  const known: boolean = isChannel(channel);
  if (!known) throw new FarvaultError('USAGE', `'${channel}' is not a channel: small letters, digits and dashes`);
  // They stand in a script.
  if ([name ?? '', ...restoreRoot].some((text) => /[\x00-\x1f\x7f]/.test(text))) throw new FarvaultError('USAGE', 'a name or a directory holds control characters');
  const relative = restoreRoot.find((directory) => !directory.startsWith('/'));
  if (relative !== undefined) throw new FarvaultError('USAGE', `--restore-root ${relative} is not an absolute path`);
}

async function pinnedRoot(file: string | undefined): Promise<Buffer | null> {
  if (file === undefined) return null;
  const bytes = await readSmallFile(path.resolve(file), MAX_METADATA_BYTES);
  if (bytes === null) throw new FarvaultError('NOT_FOUND', `there is no file ${file}`);
  return bytes;
}

/** A bare machine has gzip, and rarely zstd. */
async function recompress(archive: string): Promise<{ release: Buffer; unpackedBytes: number }> {
  let unpackedBytes = 0;
  const count = new Transform({
    transform(part: Buffer, _encoding, done) {
      unpackedBytes += part.length;
      done(null, part);
    },
  });
  const packed = Readable.from(unzstd(createReadStream(archive) as AsyncIterable<Buffer>, 2 * MAX_UNPACKED_BYTES));
  const parts: Buffer[] = [];
  const gzip = createGzip({ level: 6 });
  packed.on('error', (error) => count.destroy(error));
  count.on('error', (error) => gzip.destroy(error));
  for await (const part of packed.pipe(count).pipe(gzip)) parts.push(part as Buffer);
  return { release: Buffer.concat(parts), unpackedBytes };
}
