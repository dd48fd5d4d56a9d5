// POSIX ACLs from the kernel's attribute to the text that tar's SCHILY.acl records hold. Layout: version u32 (2), then entries of
// tag u16, permissions u16, id u32, little-endian.

const VERSION = 2;
const TAG = { userObject: 1, user: 2, groupObject: 4, group: 8, mask: 0x10, other: 0x20 } as const;

/** Null when it is no ACL that this understands: it then travels as a plain attribute. */
export function aclText(value: Buffer): string | null {
  if (value.length < 4 || (value.length - 4) % 8 !== 0 || value.readUInt32LE(0) !== VERSION) return null;
  const lines: string[] = [];
  for (let at = 4; at < value.length; at += 8) {
    const who = qualifier(value.readUInt16LE(at), value.readUInt32LE(at + 4));
    if (who === null) return null;
    const bits = value.readUInt16LE(at + 2);
    lines.push(`${who}:${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${(bits & 1) !== 0 ? 'x' : '-'}`);
  }
  return lines.join(',');
}

function qualifier(tag: number, id: number): string | null {
  if (tag === TAG.userObject) return 'user:';
  if (tag === TAG.user) return `user:${id}`;
  if (tag === TAG.groupObject) return 'group:';
  if (tag === TAG.group) return `group:${id}`;
  if (tag === TAG.mask) return 'mask:';
  return tag === TAG.other ? 'other:' : null;
}
