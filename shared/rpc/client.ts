// A client's connection to one server address: TLS 1.3, the server verified by our CA and the repository's identity, not by DNS name.
import { createSecureContext, type PeerCertificate } from 'node:tls';
import * as grpc from '@grpc/grpc-js';
import { FarvaultError } from '../errors/errors.js';
import type { AdminClient } from './gen/farvault/v1/Admin.js';
import type { AgentClient } from './gen/farvault/v1/Agent.js';
import type { DataClient } from './gen/farvault/v1/Data.js';
import { systemClock } from '../time/clock.js';
import { nameOfCertificate } from './identity.js';
import { CONNECTION_WINDOW_BYTES, CONNECT_TIMEOUT_MS, KEEPALIVE_MS, KEEPALIVE_TIMEOUT_MS, MAX_MESSAGE_BYTES, UNARY_DEADLINE_MS } from './limits.js';
import { contract } from './proto.js';
import { fromServiceError } from './status.js';

export interface ConnectionIdentity {
  /** PEM. */
  ca: string;
  /** PEM; both absent: no certificate is shown (enrolment only). */
  certificate?: string;
  key?: string;
  repositoryId: string;
}

export interface Connection {
  readonly address: string;
  readonly agent: AgentClient;
  readonly data: DataClient;
  readonly admin: AdminClient;
  close(): void;
}

function serverIdentity(repositoryId: string): (host: string, certificate: PeerCertificate) => Error | undefined {
  return (host, certificate) => {
    const name = nameOfCertificate(certificate.subjectaltname);
    if (name?.role === 'server' && name.repositoryId === repositoryId) return undefined;
    return new Error(`${host} is not the server of repository ${repositoryId}`);
  };
}

export function channelOptions(receiveBytes = MAX_MESSAGE_BYTES): grpc.ChannelOptions {
  return {
    'grpc.max_receive_message_length': receiveBytes,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.enable_http_proxy': 0,
    // Only fills the SNI field, which may not hold an address; who the server is, its certificate's URI says.
    'grpc.ssl_target_name_override': 'farvault',
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 1_000,
    'grpc.max_reconnect_backoff_ms': 10_000,
    'grpc-node.flow_control_window': CONNECTION_WINDOW_BYTES,
  };
}

/** Opens lazily: nothing is sent before the first call (or `waitReady`). `receiveBytes`: the largest message that is taken. */
export function openConnection(address: string, identity: ConnectionIdentity, receiveBytes = MAX_MESSAGE_BYTES): Connection {
  const context = createSecureContext({
    ca: identity.ca,
    minVersion: 'TLSv1.3',
    ...(identity.certificate === undefined || identity.key === undefined ? {} : { cert: identity.certificate, key: identity.key }),
  });
  const credentials = grpc.credentials.createFromSecureContext(context, { checkServerIdentity: serverIdentity(identity.repositoryId) });
  const { Agent, Data, Admin } = contract();
  const channel = new grpc.Channel(address, credentials, channelOptions(receiveBytes));
  const options = { channelOverride: channel };
  return {
    address,
    agent: new Agent(address, credentials, options),
    data: new Data(address, credentials, options),
    admin: new Admin(address, credentials, options),
    close: () => channel.close(),
  };
}

/** Resolves when the connection stands; UNAVAILABLE as soon as it is refused, or when it doesn't stand in time. */
export function waitReady(connection: Connection, timeoutMs = CONNECT_TIMEOUT_MS): Promise<void> {
  const channel = connection.agent.getChannel();
  const deadline = new Date(systemClock.now() + timeoutMs);
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new FarvaultError('UNAVAILABLE', `no connection to ${connection.address}: ${why}`));
    const look = (): void => {
      const state = channel.getConnectivityState(true);
      if (state === grpc.connectivityState.READY) resolve();
      else if (state === grpc.connectivityState.TRANSIENT_FAILURE || state === grpc.connectivityState.SHUTDOWN) fail('refused, not reachable, or not this server');
      else channel.watchConnectivityState(state, deadline, (error) => (error === undefined ? look() : fail('no answer in time')));
    };
    look();
  });
}

/**
 * Connects to the first address of the ordered list that answers. The error names each address that failed.
 */
export async function connectFirst(addresses: readonly string[], identity: ConnectionIdentity, { timeoutMs = CONNECT_TIMEOUT_MS, receiveBytes = MAX_MESSAGE_BYTES } = {}): Promise<Connection> {
  const failures: string[] = [];
  for (const address of addresses) {
    const connection = openConnection(address, identity, receiveBytes);
    try {
      await waitReady(connection, timeoutMs);
      return connection;
    } catch (error) {
      connection.close();
      failures.push((error as Error).message);
    }
  }
  throw new FarvaultError('UNAVAILABLE', failures.length === 0 ? 'no server address is known' : failures.join('; '), {
    remedy: 'Check that backupd runs and that one of its addresses can be reached from here.',
  });
}

/** The shape that TypeScript sees of a bound method with overloads: the last one. */
export type UnaryMethod<Request, Response> = (request: Request, callback: grpc.requestCallback<Response>) => grpc.ClientUnaryCall;

type FullUnaryMethod<Request, Response> = (request: Request, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<Response>) => grpc.ClientUnaryCall;

/** One unary call with a deadline, its error as ours. `method` is bound to its client: `unary(admin.listJobs.bind(admin), {...})`. */
export function unary<Request, Response>(method: UnaryMethod<Request, Response>, request: Request, signal?: AbortSignal, deadlineMs = UNARY_DEADLINE_MS): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const call = (method as unknown as FullUnaryMethod<Request, Response>)(request, new grpc.Metadata(), { deadline: new Date(systemClock.now() + deadlineMs) }, (error, response) => {
      signal?.removeEventListener('abort', cancel);
      if (error !== null) reject(signal?.aborted === true ? (signal.reason as Error) : fromServiceError(error));
      else resolve(response!);
    });
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
