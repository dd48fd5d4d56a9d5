// Every kind of source, one line each.
import { filesSource } from './files/files-source.js';

export const SOURCES = {
  files: filesSource,
} as const;

export type SourceName = keyof typeof SOURCES;
