import type { Command } from 'commander';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer } from '../command.js';
import { openReadStream, parseReference } from '../snapshot-tree.js';

export function catCommand(program: Command): void {
  program
    .command('cat <snapshot:path>')
    .description('one file of a snapshot to standard output')
    .addHelpText('after', examples('backupctl cat latest:docs:/srv/docs/letter.txt', 'backupctl cat 3f9a:/etc/passwd | grep maria'))
    .action((reference: string, _options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const { snapshot, path } = parseReference(reference);
        const { id } = await context.call('GetSnapshot', { id: snapshot });
        const { catFile } = await import('../restore/local-restore.js');
        await catFile({ stream: openReadStream(context), snapshotId: id, path, clock: systemClock, signal: context.signal, out: process.stdout });
      }),
    );
}
