// One file to the server. It may answer before all was sent (it has the file already, or refuses it): then the rest is not.
import { once } from 'node:events';
import path from 'node:path';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { ImportReleasePart } from '../../shared/rpc/gen/farvault/v1/ImportReleasePart.js';
import type { ImportReleaseResponse__Output } from '../../shared/rpc/gen/farvault/v1/ImportReleaseResponse.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import type { CommandContext } from '../command.js';
import { partsOf, type ImportFile } from './recognise.js';

type ImportCall = ClientDuplexStream<ImportReleasePart, ImportReleaseResponse__Output>;

/** Resolves with what became of it. */
export async function upload({ connection, signal }: CommandContext, file: ImportFile, onSent: (bytes: number) => void): Promise<string> {
  const call = connection.admin.importRelease();
  const cancel = (): void => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const over = new AbortController();
  const answered = answerOf(call).finally(() => over.abort());
  answered.catch(() => undefined); // It may fail before it is waited for.
  try {
    await send(call, file, over.signal, onSent);
    return await answered;
  } catch (error) {
    call.cancel();
    throw signal.aborted ? (signal.reason as Error) : error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function answerOf(call: ImportCall): Promise<string> {
  return new Promise((resolve, reject) => {
    let detail: string | null = null;
    call.on('data', (response: ImportReleaseResponse__Output) => (detail = response.detail));
    call.on('error', (error) => reject(fromServiceError(error)));
    call.on('end', () => (detail === null ? reject(new FarvaultError('INTERNAL', 'the server did not say what became of the file')) : resolve(detail)));
  });
}

/** Until all is sent, or there is an answer. */
async function send(call: ImportCall, { kind, file, bytes, sha256 }: ImportFile, over: AbortSignal, onSent: (bytes: number) => void): Promise<void> {
  call.write({ head: { kind, name: path.basename(file), bytes, sha256 } });
  let sent = 0;
  for await (const data of partsOf(file)) {
    if (!over.aborted && !call.write({ data })) await once(call, 'drain', { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    onSent((sent += data.length));
  }
  call.end();
}
