import type { Command } from 'commander';
import { EXIT } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { stopSignal } from '../../shared/service/signals.js';
import { describeLacks, ensureRecoveryKey, makeCopy, realParts, requireApart } from '../copies/index.js';
import { layoutOf, readConfig } from '../repository/index.js';
import { progressLine } from './progress-line.js';

interface Options {
  dataDir: string;
  to: string;
  recoveryKey?: string;
  check: boolean;
  newDisk: boolean;
  json: boolean;
}

export function addCopy(program: Command): void {
  program
    .command('copy')
    .description('make or bring up to date a verified second copy of the repository on another disk, while the server runs or not')
    .requiredOption('--data-dir <dir>', 'directory of the repository')
    .requiredOption('--to <dir>', 'folder of the copy: new, empty, or of an earlier copy')
    .option('--recovery-key <file>', 'where the key goes that opens the sealed keys; made by the first copy (default: ~/.farvault/recovery-REPOSITORY.key)')
    .option('--check', 'read what the folder has already, too, and copy again what is damaged there', false)
    .option('--new-disk', 'the folder is empty because its disk is a new one', false)
    .option('--json', 'print what was copied as JSON', false)
    .addHelpText('after', '\nExamples:\n  backupd copy --data-dir /srv/farvault --to /mnt/usb/farvault\n  backupd copy --data-dir /srv/farvault --to /mnt/usb/farvault --recovery-key /root/farvault-recovery.key\n  backupd init --data-dir /srv/farvault --from /mnt/usb/farvault     # the server back from it')
    .action(async (options: Options) => {
      const signal = stopSignal();
      const { dataDir, check, newDisk } = options;
      const { id } = await readConfig(layoutOf(dataDir).config, realFs);
      const folder = await requireApart(dataDir, options.to);
      const key = await ensureRecoveryKey({ dataDir, repositoryId: id, folder, file: options.recoveryKey });
      if (key.made !== null) process.stderr.write(recoveryNote(key.made, process.stderr.isTTY));
      const progress = progressLine('copied');
      const manifest = await makeCopy({ ...realParts, dataDir, folder, recoveryKey: key.public, check, newDisk, tell: progress.tell, warn: (message) => progress.note(message), signal });
      progress.end();
      const { position, packs, packBytes, snapshots, newestSnapshotMs, lacks, madeMs } = manifest;
      const newest = newestSnapshotMs === 0 ? null : new Date(newestSnapshotMs).toISOString();
      if (options.json) process.stdout.write(`${JSON.stringify({ folder, madeAt: new Date(madeMs).toISOString(), position: position.number, packs, packBytes, snapshots, newestSnapshot: newest, lacks })}\n`);
      else process.stdout.write(`${folder} holds ${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'}${newest === null ? '' : `, the newest of ${newest}`}, in ${packs} packs of ${packBytes} bytes; journal up to record ${position.number}; all verified\n`);
      if (lacks.length === 0) return;
      process.stderr.write(`backupd: damaged in the data directory, and not good in the copy: ${describeLacks(lacks)}\nbackupctl verify --read-data names the files concerned; the next backups send them again, and the next copy tries again.\n`);
      process.exitCode = EXIT.damage;
    });
}

function recoveryNote({ text, file }: { text: string; file: string }, onTerminal: boolean): string {
  const said = `The keys in the copy are sealed. What opens them lies in ${file}. Keep it on paper or another machine, too: without it every agent must enrol anew after the loss of this server.\n`;
  return onTerminal ? `${said}\n${text}\n` : said;
}
