// What the three programs' command lines share: version, exit codes in every help, errors to standard error with their remedy.
import { Command, CommanderError } from 'commander';
import { VERSION } from '../config/version.js';
import { EXIT, EXIT_CODE, isFarvaultError, messageOf } from '../errors/errors.js';

export const EXIT_CODES_HELP = `
Exit codes:
  0 done · 1 failed · 2 wrong usage · 3 done in part · 4 not found · 5 refused
  6 the server cannot be reached · 7 damage found · 130 interrupted`;

export function createProgram(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .version(VERSION)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('afterAll', EXIT_CODES_HELP)
    .exitOverride();
}

/** Runs the command line and gives the exit code. What fails is said on standard error, once, with its remedy. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  try {
    for (const command of program.commands) command.exitOverride().helpCommand(false);
    await program.parseAsync([...argv]);
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    process.stderr.write(`${program.name()}: ${messageOf(error)}\n`);
    if (isFarvaultError(error) && error.remedy !== undefined) process.stderr.write(`${error.remedy}\n`);
    if (!isFarvaultError(error) && error instanceof Error && error.stack !== undefined) process.stderr.write(`${error.stack}\n`);
    return isFarvaultError(error) ? EXIT_CODE[error.code] : EXIT.failed;
  }
}
