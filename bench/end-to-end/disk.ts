// The disk's own rates, so that figures can be read: sequential writing, and one small write with its flush.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface DiskRates {
  writeMBs: number;
  flushMs: number;
}

const FILE_MIB = 512;
const FLUSHES = 50;

export function diskRates(dir: string): DiskRates {
  const file = path.join(dir, 'disk-rate');
  const block = Buffer.alloc(1 << 20, 0x5a);
  const fd = openSync(file, 'w');
  try {
    let start = performance.now();
    for (let i = 0; i < FILE_MIB; i++) writeSync(fd, block);
    fdatasyncSync(fd);
    const writeMBs = (FILE_MIB * 1.048576) / ((performance.now() - start) / 1000);
    start = performance.now();
    for (let i = 0; i < FLUSHES; i++) {
      writeSync(fd, block, 0, 4096);
      fdatasyncSync(fd);
    }
    return { writeMBs, flushMs: (performance.now() - start) / FLUSHES };
  } finally {
    closeSync(fd);
    rmSync(file);
  }
}
