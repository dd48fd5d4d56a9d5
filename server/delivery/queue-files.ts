// The queue on disk: one file a message and destination. A file that is there is still to be sent; what a crash left half-written was never promised.
import path from 'node:path';
import { messageOf } from '../../shared/errors/errors.js';
import { ensureDirectory, readSmallFile, removeFile, TEMP_SUFFIX, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { blake3 } from '../../shared/hash/hash.js';
import type { Message } from './types.js';

export interface QueuedMessage {
  destination: string;
  queuedMs: number;
  message: Message;
}

/** What stays in memory of a message that waits. */
export interface QueueEntry {
  file: string;
  destination: string;
  queuedMs: number;
  id: string;
  attempts: number;
}

export const MAX_MESSAGE_BYTES = 16 << 20;

export class QueueFiles {
  constructor(
    private readonly directory: string,
    private readonly log: (message: string) => void,
  ) {}

  /** Oldest first. */
  async load(): Promise<QueueEntry[]> {
    await ensureDirectory(this.directory, realFs);
    const entries: QueueEntry[] = [];
    for (const name of await realFs.readdir(this.directory)) {
      const file = path.join(this.directory, name);
      const read = name.endsWith(TEMP_SUFFIX) ? null : await this.read(file).catch((error: unknown) => void this.log(`${file} cannot be read; the next start tries again: ${messageOf(error)}`));
      if (read === undefined) continue;
      if (read !== null) entries.push({ file, destination: read.destination, queuedMs: read.queuedMs, id: read.message.id, attempts: 0 });
      else await removeFile(file, realFs);
    }
    return entries.sort((a, b) => a.queuedMs - b.queuedMs);
  }

  /** Resolves when the message is durable. The same message to the same destination is one file. */
  async add(queued: QueuedMessage): Promise<QueueEntry> {
    const { destination, queuedMs, message } = queued;
    const file = path.join(this.directory, blake3(Buffer.from(`${destination}\0${message.id}`)).subarray(0, 16).toString('hex'));
    await writeFileDurable(file, Buffer.from(JSON.stringify(queued)));
    return { file, destination, queuedMs, id: message.id, attempts: 0 };
  }

  /** Null: it is no message, and never will be. Rejects when it cannot be read now. */
  async read(file: string): Promise<QueuedMessage | null> {
    const bytes = await readSmallFile(file, MAX_MESSAGE_BYTES);
    if (bytes === null) return null;
    try {
      const value = JSON.parse(bytes.toString()) as Partial<QueuedMessage> | null;
      if (typeof value?.destination === 'string' && typeof value.queuedMs === 'number' && typeof value.message?.id === 'string' && Array.isArray(value.message.lines)) return value as QueuedMessage;
      this.log(`${file} is no queued message and is dropped`);
    } catch (error) {
      this.log(`a queued message is unreadable and is dropped: ${messageOf(error)}`);
    }
    return null;
  }

  async remove(file: string): Promise<void> {
    await removeFile(file, realFs);
  }
}
