// Trusted metadata as files of one directory, each replaced durably.
import path from 'node:path';
import { readSmallFile, removeFile, writeFileDurable } from '../../fs/durable-file.js';
import { realFs } from '../../fs/real-fs.js';
import type { Vfs } from '../../fs/vfs.js';
import { MAX_METADATA_BYTES, type MetadataStore } from '../types.js';

/** The directory must exist. */
export function metadataDirectory(directory: string, vfs: Vfs = realFs): MetadataStore {
  return {
    read: (name) => readSmallFile(path.join(directory, name), MAX_METADATA_BYTES, vfs),
    write: (name, bytes) => writeFileDurable(path.join(directory, name), bytes, 0o600, vfs),
    async remove(name) {
      await removeFile(path.join(directory, name), vfs);
      await vfs.syncDirectory(directory);
    },
  };
}
