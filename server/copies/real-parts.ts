// What copying uses of this machine.
import fs from 'node:fs';
import { realFs } from '../../shared/fs/real-fs.js';
import { dropFromCache } from '../../shared/sys/page-cache.js';
import { systemClock } from '../../shared/time/clock.js';
import { lockFolder } from './folder.js';

export const realParts = {
  vfs: { source: realFs, copy: realFs, data: realFs },
  lock: lockFolder,
  clock: systemClock,
  dropFromCache: (file: string, from: number, to: number): void => {
    const fd = fs.openSync(file, 'r');
    try {
      dropFromCache(fd, from, to);
    } finally {
      fs.closeSync(fd);
    }
  },
};
