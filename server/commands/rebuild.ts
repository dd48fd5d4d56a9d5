import type { Command } from 'commander';
import { createLogger } from '../../shared/service/log.js';
import { systemClock } from '../../shared/time/clock.js';
import { rebuildViews } from '../repository/index.js';
import { createServerState } from '../state.js';

const TERMINAL_EVERY_MS = 200;
const LINE_EVERY_MS = 5_000;

export function addRebuild(program: Command): void {
  program
    .command('rebuild')
    .description('make the views (index, catalog) anew from journal and packs; backupd must be stopped')
    .requiredOption('--data-dir <dir>', 'directory of the repository')
    .option('--from-packs', 'the journal is lost or damaged: recover it from what the packs hold', false)
    .addHelpText('after', '\nExamples:\n  backupd rebuild --data-dir /srv/farvault\n  backupd rebuild --data-dir /srv/farvault --from-packs')
    .action(async ({ dataDir, fromPacks }: { dataDir: string; fromPacks: boolean }) => {
      const { options } = createServerState(createLogger('backupd'), systemClock);
      const progress = new RebuildProgress();
      await rebuildViews({ dataDir, fromPacks, ...options, progress: progress.show, log: (message) => progress.say(message) });
      progress.say('rebuilt');
    });
}

/** One line that changes on a terminal; elsewhere a line now and then. */
class RebuildProgress {
  #shownMs = systemClock.monotonic();
  #open = false;

  readonly show = (what: string, done: number, total: number): void => {
    const nowMs = systemClock.monotonic();
    if (nowMs - this.#shownMs < (process.stdout.isTTY ? TERMINAL_EVERY_MS : LINE_EVERY_MS)) return;
    this.#shownMs = nowMs;
    const line = `${what}: ${done} of ${total}`;
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    this.#open = process.stdout.isTTY;
  };

  say(message: string): void {
    process.stdout.write(`${this.#open ? '\r\u001b[K' : ''}${message}\n`);
    this.#open = false;
  }
}
