// Whether a large file is a disk image, told by its first bytes: then it is cut at fixed, aligned offsets.
import fs from 'node:fs';
import { closeFd } from '../../../shared/sys/at.js';
import { StatBuffer } from '../../../shared/sys/statx.js';
import { openForRead } from '../../scan/open-for-read.js';

/** Smaller files gain nothing from fixed offsets. */
export const DISK_IMAGE_MIN_BYTES = 64 * 1024 * 1024;
/** What is looked at. */
const DISK_IMAGE_HEAD_BYTES = 4096;

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

const head = Buffer.alloc(DISK_IMAGE_HEAD_BYTES);
const stat = new StatBuffer();

/** Of a file of at least DISK_IMAGE_MIN_BYTES. One that cannot be read is none: reading it will say why. */
export function isDiskImage(file: Buffer): boolean {
  try {
    const fd = openForRead(file, stat, null);
    try {
      return looksLikeDiskImage(head.subarray(0, fs.readSync(fd, head, 0, head.length, 0)));
    } finally {
      closeFd(fd);
    }
  } catch {
    return false;
  }
}

/** `head`: the first bytes of a file. */
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
