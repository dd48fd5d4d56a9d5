// `hooks` of agent.json: the programs that jobs may name to be run around them. What is not listed here cannot be run.
import path from 'node:path';
import type { LineOf } from '../../shared/config/json-file.js';

export interface HookProgram {
  /** An absolute path and its arguments; there is no shell. */
  command: string[];
  /** Instead of the job's own time limit. */
  timeoutSeconds?: number;
}

/** By name. Look names up with `Object.hasOwn`: they come from the server. */
export type HookPrograms = Record<string, HookProgram>;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MAX_HOOKS = 64;
const MAX_ARGUMENTS = 64;
const MAX_ARGUMENT_CHARS = 4_096;
const MAX_TIMEOUT_SECONDS = 86_400;

function commandFault(command: unknown): string | undefined {
  if (!Array.isArray(command) || command.length === 0) return "must be a list: the program's absolute path, then its arguments";
  if (command.length > MAX_ARGUMENTS) return `has more than ${MAX_ARGUMENTS} items`;
  if (!command.every((item): item is string => typeof item === 'string' && !item.includes('\0') && item.length <= MAX_ARGUMENT_CHARS)) {
    return `must hold texts of at most ${MAX_ARGUMENT_CHARS} characters, without NUL`;
  }
  if (!path.isAbsolute(command[0])) return `begins with '${command[0]}', which is not an absolute path`;
  if (path.normalize(command[0]) !== command[0] || command[0].endsWith('/')) return `begins with '${command[0]}': say the path without '.', '..' and doubled or trailing slashes`;
  return undefined;
}

function timeoutFault(seconds: unknown): string | undefined {
  if (seconds === undefined) return undefined;
  return Number.isInteger(seconds) && (seconds as number) >= 1 && (seconds as number) <= MAX_TIMEOUT_SECONDS ? undefined : `must be a whole number from 1 to ${MAX_TIMEOUT_SECONDS}`;
}

function programFaults(name: string, program: unknown, lineOf: LineOf): string[] {
  if (typeof program !== 'object' || program === null || Array.isArray(program)) return [`line ${lineOf(name)}: hook '${name}' must be an object with 'command'`];
  const { command, timeoutSeconds, ...others } = program as Record<string, unknown>;
  const faults = Object.keys(others).map((key) => `line ${lineOf(name, key)}: unknown key '${key}' of hook '${name}'`);
  const wrongCommand = commandFault(command);
  if (wrongCommand !== undefined) faults.push(`line ${lineOf(name, 'command')}: 'command' of hook '${name}' ${wrongCommand}`);
  const wrongTimeout = timeoutFault(timeoutSeconds);
  if (wrongTimeout !== undefined) faults.push(`line ${lineOf(name, 'timeoutSeconds')}: 'timeoutSeconds' of hook '${name}' ${wrongTimeout}`);
  return faults;
}

export function hookFaults(hooks: Record<string, unknown>, lineOf: LineOf): string[] {
  const names = Object.keys(hooks);
  if (names.length > MAX_HOOKS) return [`line ${lineOf()}: 'hooks' names more than ${MAX_HOOKS}`];
  return names.flatMap((name) => {
    if (!NAME.test(name)) return [`line ${lineOf(name)}: hook '${name}': a name is of letters, digits, '.', '_' and '-', at most 64`];
    return programFaults(name, hooks[name], lineOf);
  });
}
