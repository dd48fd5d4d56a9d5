// What the audit shows of a change: the record without secrets, cut to a size. Journal records hold no secrets to begin with; this is the second lock.
import type { JournalBody } from '../repository/types.js';

const SECRET = /^(secret|secretvalue|password|passphrase|token|tokenhash|hash|privatekey|authorization|csr)$/i;
const HIDDEN = '[hidden]';
const MAX_BYTES = 8 * 1024;
const CUT_CHARS = 2_000;

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, SECRET.test(key) ? HIDDEN : withoutSecrets(inner)]));
}

/** JSON of the change. One that is too long is cut, and says so. */
export function describeChange(body: JournalBody): string {
  const { kind: _kind, actor: _actor, ...change } = body;
  const text = JSON.stringify(withoutSecrets(change));
  const bytes = Buffer.byteLength(text);
  return bytes <= MAX_BYTES ? text : JSON.stringify({ cutFromBytes: bytes, begins: text.slice(0, CUT_CHARS) });
}
