#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { EXIT } from '../shared/errors/errors.js';
import { VERSION } from '../shared/config/version.js';
import { EXIT_CODES_HELP, report } from './command.js';
import { agentCommand } from './commands/agent.js';
import { catCommand } from './commands/cat.js';
import { configCommand } from './commands/config.js';
import { jobCommand } from './commands/job.js';
import { officeCommand } from './commands/office.js';
import { restoreCommand } from './commands/restore.js';
import { runCommand } from './commands/run.js';
import { snapshotCommand } from './commands/snapshot.js';
import { statusCommand } from './commands/status.js';
import { userCommand } from './commands/user.js';

function build(): Command {
  const program = new Command('backupctl')
    .description('Administers a Farvault server: offices, agents, jobs, runs, snapshots, restores.')
    .version(VERSION)
    .option('--config <file>', "the administrator's configuration (default: BACKUPCTL_CONFIG, or what `config import` stored)")
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', EXIT_CODES_HELP)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows how)');
  for (const add of [statusCommand, officeCommand, agentCommand, jobCommand, runCommand, snapshotCommand, restoreCommand, catCommand, userCommand, configCommand]) add(program);
  for (const command of program.commands) inherit(command);
  return program;
}

/** Subcommands throw instead of exiting, too. */
function inherit(command: Command): void {
  command.exitOverride().configureHelp({ showGlobalOptions: true });
  for (const child of command.commands) inherit(child);
}

async function main(): Promise<number> {
  try {
    await build().parseAsync(process.argv);
    return EXIT.done;
  } catch (error) {
    // commander has said it already
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return report(error);
  }
}

// A reader that goes away (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main();
