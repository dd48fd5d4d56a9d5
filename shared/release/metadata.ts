// One file of TUF metadata, read strictly. The models come from `@tufjs/models`; what is checked here is what they leave open: bounds before any deep work,
// exactly one spelling (canonical JSON, so neither doubled keys nor trailing bytes nor numbers that are not what they seem), one kind of key.
import { createHash } from 'node:crypto';
import { canonicalize } from '@tufjs/canonical-json';
import { Metadata, MetadataKind, type Root, type Snapshot, type Targets, type Timestamp } from '@tufjs/models';
import { messageOf } from '../errors/errors.js';
import { checkNesting } from './json-bounds.js';
import { checkShape, type Role } from './metadata-shape.js';
import { TrustError } from './trust-error.js';
import { MAX_METADATA_BYTES } from './types.js';

export interface Signed {
  root: Root;
  targets: Targets;
  snapshot: Snapshot;
  timestamp: Timestamp;
}

export interface MetadataFile<R extends Role> {
  role: R;
  /** As errors name it. */
  file: string;
  bytes: Buffer;
  metadata: Metadata<Signed[R]>;
  version: number;
  expiresMs: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Checks form and bounds only, no signature. Errors: INVALID, step 'format'. */
export function parseMetadata<R extends Role>(role: R, bytes: Buffer, file: string): MetadataFile<R> {
  const refuse = (fault: string, cause?: unknown): TrustError => new TrustError('INVALID', file, 'format', fault, cause === undefined ? {} : { cause });
  if (bytes.length > MAX_METADATA_BYTES) throw refuse(`more than the ${MAX_METADATA_BYTES} bytes that metadata may have`);
  const nesting = checkNesting(bytes);
  if (nesting !== undefined) throw refuse(nesting);
  let metadata: Metadata<Signed[R]>;
  try {
    const text = decoder.decode(bytes);
    const value = JSON.parse(text) as unknown;
    if (text.includes('"__proto__"')) throw new Error('holds a prototype');
    const fault = checkShape(role, value);
    if (fault !== undefined) throw new Error(fault);
    metadata = readModel(role, value);
    // What is verified later is what the models write again: it must be what was read, to the byte.
    if (canonicalize(metadata.toJSON()) !== text) throw new Error('not in canonical form');
  } catch (cause) {
    throw refuse(`not ${role} metadata: ${messageOf(cause)}`, cause);
  }
  const { version, expires } = metadata.signed;
  return { role, file, bytes, metadata, version, expiresMs: Date.parse(expires) };
}

function readModel<R extends Role>(role: R, value: unknown): Metadata<Signed[R]> {
  const json = value as Parameters<typeof Metadata.fromJSON>[1];
  const read = { root: () => Metadata.fromJSON(MetadataKind.Root, json), targets: () => Metadata.fromJSON(MetadataKind.Targets, json), snapshot: () => Metadata.fromJSON(MetadataKind.Snapshot, json), timestamp: () => Metadata.fromJSON(MetadataKind.Timestamp, json) };
  return read[role]() as Metadata<Signed[R]>;
}

/** The bytes that are signed. */
export function signedBytes(metadata: Metadata<Signed[Role]>): Buffer {
  return Buffer.from(canonicalize(metadata.signed.toJSON()));
}

/** Canonical bytes of a whole file. */
export function fileBytes(metadata: Metadata<Signed[Role]>): Buffer {
  return Buffer.from(canonicalize(metadata.toJSON()));
}

/** SHA-256 of the signed part, in hexadecimal: the same before and after it is signed. */
export function fingerprint({ metadata }: MetadataFile<Role>): string {
  return createHash('sha256').update(signedBytes(metadata)).digest('hex');
}
