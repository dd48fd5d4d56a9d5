// The gRPC server behind our TLS listener.
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import * as grpc from '@grpc/grpc-js';
import { FarvaultError } from '../../shared/errors/errors.js';
import {
  CONNECTION_WINDOW_BYTES, KEEPALIVE_MS, KEEPALIVE_TIMEOUT_MS, MAX_LIST_BYTES, MAX_MESSAGE_BYTES, STREAMS_PER_CONNECTION, STREAM_WINDOW_BYTES,
} from '../../shared/rpc/limits.js';

export interface InjectedServer {
  grpc: grpc.Server;
  /** Serves HTTP/2 on a socket whose TLS handshake is done. */
  inject(socket: TLSSocket): void;
}

/** grpc-js 1.14 has no option for the windows that a server advertises: they are set on each HTTP/2 session as it begins. */
function setWindows(session: ServerHttp2Session): void {
  session.settings({ initialWindowSize: STREAM_WINDOW_BYTES, maxConcurrentStreams: STREAMS_PER_CONNECTION, enablePush: false });
  session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
}

/**
 * The HTTP/2 server that an injector made. grpc-js keeps it in a private map: the version is pinned, and a start without it fails rather than running
 * with windows of 64 KiB.
 */
function http2ServerOf(server: grpc.Server): Http2Server {
  const servers = (server as unknown as { http2Servers?: Map<Http2Server, unknown> }).http2Servers;
  const [found] = servers instanceof Map ? servers.keys() : [];
  if (found === undefined) throw new FarvaultError('INTERNAL', 'this version of grpc-js hides its HTTP/2 server');
  return found;
}

export function createInjectedServer(): InjectedServer {
  const server = new grpc.Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_LIST_BYTES,
    'grpc.max_concurrent_streams': STREAMS_PER_CONNECTION,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    'grpc.enable_channelz': 0,
  });
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  http2ServerOf(server).on('session', setWindows);
  return { grpc: server, inject: (socket) => injector.injectConnection(socket) };
}
