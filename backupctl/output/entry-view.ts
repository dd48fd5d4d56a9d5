// Manifest entries for `snapshot ls|find`: one line each, as `ls -l` shows them, and JSON.
import { KIND, type Entry } from '../../shared/format/entry.js';
import { formatTime, jsonPath, printable } from './format.js';

const LETTER: Record<number, string> = { [KIND.directory]: 'd', [KIND.file]: '-', [KIND.symlink]: 'l', [KIND.hardlink]: '-', [KIND.block]: 'b', [KIND.character]: 'c', [KIND.fifo]: 'p', [KIND.socket]: 's' };
const KIND_NAMES = new Map(Object.entries(KIND).map(([name, value]) => [value as number, name]));

function modeText(entry: Entry): string {
  const bits = 'rwxrwxrwx'.split('').map((letter, i) => ((entry.mode & (0o400 >> i)) !== 0 ? letter : '-'));
  const special = (bit: number, at: number, letter: string): void => {
    if ((entry.mode & bit) !== 0) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  };
  special(0o4000, 2, 's');
  special(0o2000, 5, 's');
  special(0o1000, 8, 't');
  return (LETTER[entry.kind] ?? '?') + bits.join('');
}

export function entryLine(entry: Entry, long: boolean): string {
  const name = `/${printable(entry.path)}`;
  if (!long) return name;
  const owner = `${entry.user === null ? entry.uid : printable(entry.user)} ${entry.group === null ? entry.gid : printable(entry.group)}`;
  const size = entry.kind === KIND.block || entry.kind === KIND.character ? `${entry.major},${entry.minor}` : String(entry.size);
  const target = entry.target === null ? '' : entry.kind === KIND.hardlink ? ` = /${printable(entry.target)}` : ` -> ${printable(entry.target)}`;
  return `${modeText(entry)} ${owner.padEnd(17)} ${size.padStart(12)} ${formatTime(entry.mtimeSec * 1000)} ${name}${target}`;
}

export function entryJson(entry: Entry): object {
  return {
    ...jsonPath(Buffer.concat([Buffer.from('/'), entry.path])),
    kind: KIND_NAMES.get(entry.kind) ?? String(entry.kind),
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    user: entry.user?.toString() ?? null,
    group: entry.group?.toString() ?? null,
    size: entry.size,
    modifiedAt: new Date(Math.min(Math.max(entry.mtimeSec, -8.64e12), 8.64e12) * 1000).toISOString(),
    ...(entry.target === null ? {} : { target: entry.target.toString() }),
  };
}
