// Whether a large file is a disk image, told by its first bytes: then it is cut at fixed, aligned offsets.

/** Smaller files gain nothing from fixed offsets. */
export const DISK_IMAGE_MIN_BYTES = 64 * 1024 * 1024;
/** What `looksLikeDiskImage` needs to see. */
export const DISK_IMAGE_HEAD_BYTES = 4096;

const MAGICS: [number, Buffer][] = [
  [512, Buffer.from('EFI PART')],
  [1080, Buffer.from([0x53, 0xef])], // ext2, 3, 4
  [0, Buffer.from('XFSB')],
  [3, Buffer.from('NTFS    ')],
  [0, Buffer.from('QFI\xfb', 'latin1')], // qcow2
  [0, Buffer.from('KDMV')], // VMDK
  [0, Buffer.from('vhdxfile')],
  [0, Buffer.from('conectix')], // VHD
  [64, Buffer.from([0x7f, 0x10, 0xda, 0xbe])], // VDI
  [0, Buffer.from('LUKS\xba\xbe', 'latin1')],
  [512, Buffer.from('LABELONE')], // LVM
];

/** `head`: the first bytes of a file of at least DISK_IMAGE_MIN_BYTES. */
export function looksLikeDiskImage(head: Buffer): boolean {
  for (const [at, magic] of MAGICS) if (head.length >= at + magic.length && head.compare(magic, 0, magic.length, at, at + magic.length) === 0) return true;
  return hasPartitionTable(head);
}

/** A boot record: its signature, and four entries of which one at least is used and each is sane (0x55aa alone also ends other things). */
function hasPartitionTable(head: Buffer): boolean {
  if (head.length < 512 || head[510] !== 0x55 || head[511] !== 0xaa) return false;
  let used = 0;
  for (let at = 446; at < 510; at += 16) {
    const status = head[at];
    if (status !== 0 && status !== 0x80) return false;
    const [type, sectors] = [head[at + 4], head.readUInt32LE(at + 12)];
    if ((type === 0) !== (sectors === 0)) return false;
    if (type !== 0) used++;
  }
  return used > 0;
}
