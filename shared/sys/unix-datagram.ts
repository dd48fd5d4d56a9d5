// One datagram to a Unix socket, as the system's log takes them: Node knows streams only.
import { check, need } from './libc.js';

const AF_UNIX = 1;
const SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0o4000 | 0o2000000;
const MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
const PATH_AT = 2;
const MAX_PATH_BYTES = 107;

/** Sends without waiting; throws the system's error (ENOENT, ECONNREFUSED, EAGAIN when the reader is behind, EMSGSIZE). `path`: at most 107 bytes. */
export function sendUnixDatagram(path: string, data: Uint8Array): void {
  const name = Buffer.from(path);
  const address = Buffer.alloc(PATH_AT + MAX_PATH_BYTES + 1);
  address.writeUInt16LE(AF_UNIX, 0);
  name.copy(address, PATH_AT, 0, MAX_PATH_BYTES);
  const fd = check(need('socket')(AF_UNIX, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0), 'socket', name);
  try {
    check(need('sendto')(fd, data, data.length, MSG_DONTWAIT_NOSIGNAL, address, PATH_AT + Math.min(name.length, MAX_PATH_BYTES) + 1), 'sendto', name);
  } finally {
    need('close')(fd);
  }
}
