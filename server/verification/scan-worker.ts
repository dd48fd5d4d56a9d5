// One thread that reads packs. A part of one pack at a time; the file stays open, and is read ahead, between parts of the same pack.
import { closeSync, openSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { messageOf, systemCode } from '../../shared/errors/errors.js';
import { PackScan, scratchMemory, type PartScanned } from './pack-scan.js';
import { ReadAhead } from './read-ahead.js';

export interface ScanTask {
  task: number;
  file: string;
  pack: number;
  repositoryId: Uint8Array;
  from: number;
  end: number;
  /** Of the part, roughly. */
  bytes: number;
}

export interface ScanAnswer {
  task: number;
  part: PartScanned | null;
  /** Why there is no part: the file could not be opened. */
  missing: boolean;
  error: string;
}

const reader = new ReadAhead();
const scratch = scratchMemory();
let open: { fd: number; file: string; end: number; next: number; scan: PackScan } | null = null;

async function scanOf({ file, pack, repositoryId, from, end }: ScanTask): Promise<PackScan> {
  if (open !== null && open.file === file && open.next === from && open.end === end) return open.scan;
  await closeFile();
  const fd = openSync(file, 'r');
  const scan = await PackScan.open({ fd, pack, repositoryId: Buffer.from(repositoryId), from, end }, reader, scratch);
  open = { fd, file, end, next: from, scan };
  return scan;
}

async function answer(task: ScanTask): Promise<ScanAnswer> {
  try {
    const part = await (await scanOf(task)).part(task.bytes);
    open!.next = part.next;
    if (part.next >= task.end) await closeFile();
    return { task: task.task, part, missing: false, error: '' };
  } catch (error) {
    return { task: task.task, part: null, missing: systemCode(error) === 'ENOENT', error: messageOf(error) };
  }
}

/** A pack that is removed meanwhile gives its space back. */
async function closeFile(): Promise<void> {
  if (open === null) return;
  await reader.settle();
  closeSync(open.fd);
  open = null;
}

parentPort?.on('message', (task: ScanTask) => {
  void answer(task).then((done) => {
    const moved = done.part === null ? [] : [done.part.frames.ids.buffer as ArrayBuffer, done.part.frames.lengths.buffer as ArrayBuffer];
    parentPort?.postMessage(done, moved);
  });
});
