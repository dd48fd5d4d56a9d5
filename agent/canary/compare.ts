// Whether two trees are the same to whoever uses them: names, kinds, modes, times, owners, links, attributes and bytes.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { has } from '../../shared/sys/capabilities.js';
import { getXattr, listXattrs } from '../../shared/sys/xattr.js';

const MAX_DIFFERENCES = 5;
const USER_ATTRIBUTE = /^user\./;

/** The first few differences, in words; none: they are the same. */
export async function differences(expected: string, found: string): Promise<string[]> {
  const [left, right] = [await describeTree(expected), await describeTree(found)];
  const told: string[] = [];
  for (const [name, facts] of left) {
    const others = right.get(name);
    if (others === undefined) told.push(`${name} is missing`);
    else for (const [fact, value] of Object.entries(facts)) if (others[fact] !== value) told.push(`${name}: ${fact} is ${others[fact] ?? 'none'} instead of ${value}`);
  }
  for (const name of right.keys()) if (!left.has(name)) told.push(`${name} should not be there`);
  return told.slice(0, MAX_DIFFERENCES);
}

async function describeTree(top: string): Promise<Map<string, Record<string, string>>> {
  const found = new Map<string, Record<string, string>>();
  const visit = async (below: string): Promise<void> => {
    const file = path.join(top, below);
    const stat = await lstat(file, { bigint: true });
    const kind = stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : stat.isFile() ? 'file' : 'other';
    const facts: Record<string, string> = { kind, owner: `${stat.uid}:${stat.gid}` };
    found.set(below === '' ? '.' : below, facts);
    // The top is a folder of the restore's own.
    if (below !== '') {
      facts['time'] = String(stat.mtimeNs);
      if (kind !== 'link') facts['mode'] = (stat.mode & 0o7777n).toString(8);
    }
    if (kind === 'link') facts['target'] = await readlink(file);
    if (kind === 'file') Object.assign(facts, { links: String(stat.nlink), sha256: await contentOf(file) });
    if (has('extended-attributes')) for (const name of listXattrs(Buffer.from(file))) if (USER_ATTRIBUTE.test(name.toString())) facts[name.toString()] = getXattr(Buffer.from(file), name).toString('hex');
    if (kind === 'folder') for (const name of (await readdir(file)).sort()) await visit(path.join(below, name));
  };
  await visit('');
  return found;
}

async function contentOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest('hex');
}
