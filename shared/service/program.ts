// What the three programs' command lines share: version, exit codes in every help, errors to standard error with their remedy.
import { Command, CommanderError, type Option } from 'commander';
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
    .configureHelp({ showGlobalOptions: true, optionDescription: describeOption })
    .addHelpText('afterAll', EXIT_CODES_HELP)
    .exitOverride();
}

/** Messages hold names that others gave: they must not drive the terminal. */
function forTerminal(message: string): string {
  return message.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** As commander does it, but without defaults that say nothing: empty texts and lists, and those that the description tells in words. */
function describeOption(option: Option): string {
  const value: unknown = option.defaultValue;
  const silent = value === '' || (Array.isArray(value) && value.length === 0) || (option.defaultValueDescription === undefined && option.description.includes('default:'));
  const notes = [...(option.argChoices === undefined ? [] : [`choices: ${option.argChoices.map((choice) => JSON.stringify(choice)).join(', ')}`]), ...(value === undefined || silent || option.isBoolean() ? [] : [`default: ${option.defaultValueDescription ?? JSON.stringify(value)}`])];
  return notes.length === 0 ? option.description : `${option.description} (${notes.join(', ')})`;
}

/** Runs the command line and gives the exit code. What fails is said on standard error, once, with its remedy. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  try {
    for (const command of program.commands) command.exitOverride().helpCommand(false);
    await program.parseAsync([...argv]);
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    process.stderr.write(`${program.name()}: ${forTerminal(messageOf(error))}\n`);
    if (isFarvaultError(error) && error.remedy !== undefined) process.stderr.write(`${forTerminal(error.remedy)}\n`);
    if (!isFarvaultError(error) && error instanceof Error && error.stack !== undefined) process.stderr.write(`${error.stack}\n`);
    return isFarvaultError(error) ? EXIT_CODE[error.code] : EXIT.failed;
  }
}

/** Ends the process when all that was printed has been taken: of what still waits for a slow reader of a pipe, `process.exit` alone would keep 64 KiB and drop the rest. */
export async function endProgram(code: number): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))));
  process.exit(code);
}
