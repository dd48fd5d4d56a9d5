// How every service goes onto the server. A handler is a plain function of request and context that returns a promise; this wrapper asks the
// authorisation table first, turns thrown errors into statuses, and gives each call a signal that aborts when the caller is gone.
//
// A streaming handler gets the call: it reads messages by 'data' or `for await (const message of call.iterator({
// destroyOnReturn: false }))` (without that option a thrown error destroys the stream before its status is sent), writes with `call.write` (and waits for
// 'drain' when that returns false), and returns when done: the wrapper ends the stream. It must not call `call.end()` or emit 'error' itself.
import type * as grpc from '@grpc/grpc-js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { toServiceError } from '../../shared/rpc/status.js';
import type { CallIdentity } from '../fleet/index.js';

export interface CallContext {
  identity: CallIdentity;
  /** Aborted when the call is cancelled, times out, or its connection is cut. */
  signal: AbortSignal;
  /** The caller's address, for logs. */
  peer: string;
  /** Whether the caller may see what belongs to this office. Handlers of lists ask it for each item; what a request names is checked before they are called. */
  visible: (officeId: string) => boolean;
  /** The same for a run of an agent of this office: some see only the runs that they have started. */
  seesRun: (officeId: string, run: { kind: string; startedBy: string }) => boolean;
}

type Handler<H> =
  H extends grpc.handleBidiStreamingCall<infer Q, infer R>
    ? (call: grpc.ServerDuplexStream<Q, R>, context: CallContext) => Promise<void>
    : H extends grpc.handleUnaryCall<infer Q, infer R>
      ? (request: Q, context: CallContext) => Promise<R>
      : H extends grpc.handleServerStreamingCall<infer Q, infer R>
        ? (call: grpc.ServerWritableStream<Q, R>, context: CallContext) => Promise<void>
        : never;

/** `H` is a generated `…Handlers` interface. */
export type ServiceHandlers<H> = { [K in keyof H as string extends K ? never : number extends K ? never : K]: Handler<H[K]> };

export interface ServiceGuard {
  /** The identity of the caller if it may call `path` now with this request (undefined: it streams them); throws UNAUTHENTICATED, REFUSED or NOT_FOUND. */
  authorise(path: string, call: CallOrigin, request: unknown): CallIdentity | Promise<CallIdentity>;
  /** Runs the handler so that what it changes is put down to the caller. */
  attribute?(path: string, call: CallOrigin, request: unknown, identity: CallIdentity, handler: () => Promise<unknown>): Promise<unknown>;
  /** Details of what leaves as a bland INTERNAL, and of refusals. */
  onError(path: string, error: unknown, peer: string): void;
  /** How each call ended: OK, or the code of its error. For counting. */
  onEnd?(path: string, code: string): void;
}

/** What the guard learns of the caller: nothing that the caller has said. */
export interface CallOrigin {
  getAuthContext(): { sslPeerCertificate?: { raw: Buffer } | undefined };
  getPeer(): string;
}

interface AnyCall extends CallOrigin {
  request?: unknown;
  on(event: string, listener: () => void): unknown;
  emit(event: 'error', error: unknown): boolean;
  end(): void;
  cancelled: boolean;
}

type AnyHandler = (first: unknown, context: CallContext) => Promise<unknown>;

/** What an identity may see: all offices unless it is limited to some. */
export function sightOf(identity: CallIdentity): Pick<CallContext, 'visible' | 'seesRun'> {
  const { offices } = identity;
  const visible = (officeId: string): boolean => offices === undefined || offices.includes(officeId);
  return { visible, seesRun: (officeId, run) => visible(officeId) && (identity.role !== 'restore-only' || (run.kind === 'restore' && run.startedBy === identity.name)) };
}

function cancelled(): FarvaultError {
  return new FarvaultError('CANCELLED', 'the caller is gone');
}

/** The implementation to hand to `grpc.Server.addService`. A method of the definition without a handler is a fault of ours, found at start. */
export function guardService<H>(definition: grpc.ServiceDefinition, handlers: ServiceHandlers<H>, guard: ServiceGuard): grpc.UntypedServiceImplementation {
  const implementation: Record<string, (call: AnyCall, callback?: grpc.sendUnaryData<unknown>) => void> = {};
  const byName = handlers as unknown as Record<string, AnyHandler | undefined>;
  for (const [name, method] of Object.entries(definition)) {
    const handler = byName[name];
    if (handler === undefined) throw new FarvaultError('INTERNAL', `no handler for ${method.path}`);
    implementation[name] = (call, callback) => {
      const controller = new AbortController();
      call.on('cancelled', () => controller.abort(cancelled()));
      if (call.cancelled) controller.abort(cancelled());
      const run = async (): Promise<unknown> => {
        const identity = await guard.authorise(method.path, call, call.request);
        const context: CallContext = { identity, signal: controller.signal, peer: call.getPeer(), ...sightOf(identity) };
        const handle = (): Promise<unknown> => handler(callback === undefined ? call : call.request, context);
        return await (guard.attribute === undefined ? handle() : guard.attribute(method.path, call, call.request, identity, handle));
      };
      run().then(
        (response) => {
          guard.onEnd?.(method.path, 'OK');
          if (callback === undefined) call.end();
          else callback(null, response);
        },
        (error: unknown) => {
          guard.onEnd?.(method.path, isFarvaultError(error) ? error.code : 'INTERNAL');
          const gone = controller.signal.aborted;
          if (!gone || !isFarvaultError(error, 'CANCELLED')) guard.onError(method.path, error, call.getPeer());
          if (callback === undefined) call.emit('error', toServiceError(error));
          else callback(toServiceError(error));
        },
      );
    };
  }
  return implementation;
}
