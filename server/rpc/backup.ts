// The `Backup` RPC: a gRPC stream in front of an UploadStream. Reads no faster than the upload takes messages and the peer reads replies.
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { MessageRate } from '../../shared/async/message-rate.js';
import type { BackupReply } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { BackupRequest__Output } from '../../shared/rpc/gen/farvault/v1/BackupRequest.js';
import { MESSAGE_BURST, MESSAGES_PER_SECOND, UploadStream, type Uploads } from '../sessions/index.js';
import type { CallContext } from './service.js';

type BackupCall = ServerDuplexStream<BackupRequest__Output, BackupReply>;

/** Resolves when the stream is over; the caller of this function ends the call, or fails it with what this rejects with. */
export async function backup(uploads: Uploads, call: BackupCall, { identity, signal }: CallContext): Promise<void> {
  const { clock } = uploads;
  const rate = new MessageRate(clock, MESSAGES_PER_SECOND, MESSAGE_BURST);
  /** Since when a reply has waited for room. */
  let fullSinceMs: number | null = null;
  let throttled = false;
  let over = false;

  const readWhenThereIsRoom = (): void => {
    if (over || stream.blocked || throttled || fullSinceMs !== null) call.pause();
    else call.resume();
  };
  const throttle = (ms: number): void => {
    throttled = true;
    const lift = (): void => {
      throttled = false;
      readWhenThereIsRoom();
    };
    clock.sleep(ms, signal).then(lift, () => undefined); // The sleep fails only when the call is gone.
  };
  const stream = new UploadStream(uploads, {
    role: identity.role,
    officeId: identity.officeId,
    agentId: identity.agentId,
    name: identity.name,
    send: (reply) => {
      if (over || call.write(reply)) return;
      fullSinceMs ??= clock.monotonic();
      readWhenThereIsRoom();
    },
    stalledMs: () => (fullSinceMs === null ? 0 : clock.monotonic() - fullSinceMs),
    onRoom: readWhenThereIsRoom,
  });
  const onData = (message: BackupRequest__Output): void => {
    stream.receive(message);
    const waitMs = rate.take();
    if (waitMs > 0) throttle(waitMs);
    readWhenThereIsRoom();
  };
  const onDrain = (): void => {
    fullSinceMs = null;
    readWhenThereIsRoom();
  };
  const onEnd = (): void => stream.receiveEnd();
  call.on('data', onData);
  call.on('drain', onDrain);
  call.on('end', onEnd);
  try {
    await stream.run(signal);
  } finally {
    over = true;
    call.off('data', onData);
    call.off('drain', onDrain);
    call.off('end', onEnd);
    call.pause();
  }
}
