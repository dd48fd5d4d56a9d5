import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import { examples, withServer } from '../command.js';
import { formatTime, jsonTime } from '../output/format.js';
import { table } from '../output/table.js';

const MAX_BYTES = 8192;

/** One line from standard input, without its line end. Never from the command line, which others on the machine can read. */
async function readValue(input: NodeJS.ReadStream): Promise<Buffer> {
  if (input.isTTY) throw new FarvaultError('USAGE', 'the value is read from standard input', { remedy: 'backupctl secret set NAME < FILE, or: read -rs V; printf %s "$V" | backupctl secret set NAME' });
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of input) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes > MAX_BYTES) throw new FarvaultError('USAGE', `a secret of more than ${MAX_BYTES} bytes`);
  }
  return Buffer.from(Buffer.concat(parts).toString('latin1').replace(/\r?\n$/, ''), 'latin1');
}

export function secretCommand(program: Command): void {
  const secret = program
    .command('secret')
    .description('passwords and keys of destinations: kept at the server, never shown')
    .addHelpText('after', examples('backupctl secret set mail-password < password.txt', 'openssl rand -hex 32 | tee hook.key | backupctl secret set hook-key', 'backupctl secret list'));

  secret.command('set <name>').description('create or replace a secret; its value is read from standard input').action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const made = await context.call('SetSecret', { name, value: await readValue(process.stdin) });
      if (context.json) context.printJson({ name: made.name, setAt: jsonTime(made.setMs), setBy: made.setBy });
      else context.print(`secret ${made.name} set`);
    }),
  );

  secret.command('list').description('names, and who set each when').action((_options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const { secrets } = await context.call('ListSecrets', {});
      if (context.json) context.printJson(secrets.map(({ name, setMs, setBy }) => ({ name, setAt: jsonTime(setMs), setBy })));
      else context.print(table(secrets, [{ title: 'name', value: (row) => row.name }, { title: 'set', value: (row) => formatTime(row.setMs) }, { title: 'by', value: (row) => row.setBy }], 'no secrets'));
    }),
  );

  secret.command('delete <name>').description('forget a secret that no destination uses').action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      await context.call('DeleteSecret', { name });
      if (context.json) context.printJson({ deleted: name });
      else context.print(`secret ${name} deleted`);
    }),
  );
}
