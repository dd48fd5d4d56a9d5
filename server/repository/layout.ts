// Names in the data directory that the repository owns.
import path from 'node:path';
import { REPOSITORY_MARKER } from '../../shared/config/never-backed-up.js';

/** Marks a directory as a Farvault repository; holds the configuration. */
export const REPOSITORY_FILE = REPOSITORY_MARKER;

export interface Layout {
  dataDir: string;
  config: string;
  packs: string;
  journal: string;
  quarantine: string;
  lock: string;
  /** Is there only between a clean end and the next start. */
  clean: string;
  ballast: string;
}

export function layoutOf(dataDir: string): Layout {
  return {
    dataDir,
    config: path.join(dataDir, REPOSITORY_FILE),
    packs: path.join(dataDir, 'packs'),
    journal: path.join(dataDir, 'journal'),
    quarantine: path.join(dataDir, 'quarantine'),
    lock: path.join(dataDir, 'LOCK'),
    clean: path.join(dataDir, 'CLEAN'),
    ballast: path.join(dataDir, 'reserve'),
  };
}
