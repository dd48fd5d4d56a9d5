// What every command shares: the connection, the choice between table and JSON, and the exit code.
import type { MethodDefinition } from '@grpc/proto-loader';
import type { Command } from 'commander';
import { FarvaultError } from '../shared/errors/errors.js';
import { unary, type Connection, type UnaryMethod } from '../shared/rpc/client.js';
import type { AdminDefinition } from '../shared/rpc/gen/farvault/v1/Admin.js';
import { systemClock } from '../shared/time/clock.js';
import { configFile, openSession } from './connection.js';
import { renewIfDue } from './renewal.js';

export interface GlobalOptions {
  config?: string;
  json?: boolean;
}

type Method = Exclude<keyof AdminDefinition, number | symbol>;
type RequestOf<M> = M extends MethodDefinition<infer Q, infer _R, infer _Q, infer _S> ? Q : never;
type ResponseOf<M> = M extends MethodDefinition<infer _Q, infer _R, infer _P, infer S> ? S : never;

export interface CommandContext {
  connection: Connection;
  /** One unary call of the Admin service, with its deadline. */
  call<K extends Method>(method: K, request: RequestOf<AdminDefinition[K]>, deadlineMs?: number): Promise<ResponseOf<AdminDefinition[K]>>;
  json: boolean;
  signal: AbortSignal;
  /** One value as JSON on one line. */
  printJson(value: unknown): void;
  print(text: string): void;
  /** For people, on standard error: notes that must not mix with data. */
  note(text: string): void;
}

export function plainContext(command: Command, signal: AbortSignal): Omit<CommandContext, 'connection' | 'call'> {
  const { json } = command.optsWithGlobals<GlobalOptions>();
  return {
    json: json === true,
    signal,
    printJson: (value) => process.stdout.write(`${JSON.stringify(value)}\n`),
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
  };
}

/** Connects, runs `body`, closes. Ctrl-C aborts the signal; the exit code is then 130. */
export async function withServer(command: Command, body: (context: CommandContext) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort(new FarvaultError('CANCELLED', 'interrupted'));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const { config } = command.optsWithGlobals<GlobalOptions>();
  const connection = await openSession(config);
  try {
    await body({
      connection,
      call: (method, request, deadlineMs) => unary(methodOf(connection, method), request, abort.signal, deadlineMs),
      ...plainContext(command, abort.signal),
    });
    await renewIfDue(configFile(config), connection, systemClock.now(), (line) => process.stderr.write(`${line}\n`));
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    connection.close();
  }
}

function methodOf<K extends Method>(connection: Connection, method: K): UnaryMethod<RequestOf<AdminDefinition[K]>, ResponseOf<AdminDefinition[K]>> {
  const methods = connection.admin as unknown as Record<string, UnaryMethod<RequestOf<AdminDefinition[K]>, ResponseOf<AdminDefinition[K]>>>;
  return methods[method].bind(connection.admin);
}

/** Examples at the end of a command's help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

/** Gathers a repeatable option. */
export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}
