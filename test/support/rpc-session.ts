// Any call of the contract as whom a configuration file names, by the call's name: for tests that look at all of them.
import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { openConnection, type Connection } from '../../shared/rpc/client.js';
import { services } from '../../shared/rpc/proto.js';
import { fromServiceError } from '../../shared/rpc/status.js';

export interface Answer {
  /** OK, or the code of the error. */
  code: string;
  error: string;
  messages: unknown[];
}

export class RpcSession {
  readonly #connection: Connection;
  readonly #methods: grpc.ServiceDefinition = services().Admin;

  constructor(configFile: string, address: string) {
    this.#connection = openConnection(address, parseAdminConfig(readFileSync(configFile, 'utf8'), configFile));
  }

  close(): void {
    this.#connection.close();
  }

  /** `request`: of a call that takes a stream, all its messages. A stream that has not ended after `takeMs` is ended here, and what came is its answer. */
  async call(name: string, request: object = {}, takeMs = 5_000): Promise<Answer> {
    const messages: unknown[] = [];
    try {
      if (this.#methods[name].responseStream) await this.#stream(name, request, (message) => messages.push(message), takeMs);
      else messages.push(await this.#unary(name, request));
      return { code: 'OK', error: '', messages };
    } catch (error) {
      const { code, message } = fromServiceError(error);
      return { code, error: message, messages };
    }
  }

  /** A stream that goes on; `over` resolves with the code that ends it. */
  open(name: string, request: object = {}): { over: Promise<string>; cancel(): void } {
    const call = this.#begin(name, request);
    const over = new Promise<string>((resolve) => {
      call.on('error', (error: grpc.ServiceError) => resolve(fromServiceError(error).code));
      call.on('end', () => setImmediate(() => resolve('OK')));
      call.on('data', () => undefined);
    });
    return { over, cancel: () => call.cancel() };
  }

  #begin(name: string, request: object): grpc.ClientReadableStream<unknown> {
    const { path, requestStream, requestSerialize, responseDeserialize } = this.#methods[name];
    const write = (value: object): Buffer => requestSerialize(value);
    const read = (bytes: Buffer): unknown => responseDeserialize(bytes);
    if (!requestStream) return this.#connection.admin.makeServerStreamRequest(path, write, read, request);
    const call = this.#connection.admin.makeBidiStreamRequest(path, write, read);
    for (const message of [request].flat()) call.write(message);
    call.end();
    return call;
  }

  #stream(name: string, request: object, take: (message: unknown) => void, takeMs: number): Promise<void> {
    const call = this.#begin(name, request);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        resolve();
        call.cancel();
      }, takeMs);
      call.on('data', take);
      call.on('error', (error: grpc.ServiceError) => {
        clearTimeout(timer);
        reject(error);
      });
      call.on('end', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #unary(name: string, request: object): Promise<unknown> {
    const { path, requestSerialize, responseDeserialize } = this.#methods[name];
    return new Promise((resolve, reject) => {
      const done = (error: grpc.ServiceError | null, value?: unknown): void => (error === null ? resolve(value) : reject(error));
      this.#connection.admin.makeUnaryRequest(path, (given: object) => requestSerialize(given), (bytes: Buffer): unknown => responseDeserialize(bytes), request, new grpc.Metadata(), { deadline: Date.now() + 20_000 }, done);
    });
  }
}
