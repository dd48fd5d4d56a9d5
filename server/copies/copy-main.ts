// The process that copies by the server's order: its one argument is a CopyOrder, its output CopyMessages. A disk that hangs hangs this process and not the server.
import os from 'node:os';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { stopSignal } from '../../shared/service/signals.js';
import { makeCopy, prepareFolder } from './copy.js';
import type { CopyMessage, CopyOrder, CopySummary } from './copy-messages.js';
import { requireApart } from './folder.js';
import { describeLacks } from './manifest.js';
import { realParts } from './real-parts.js';
import { readRecoveryPublic } from './sealed-files.js';

const TELL_MS = 500;
/** Behind backups. */
const NICENESS = 10;

function say(message: CopyMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function copy({ dataDir, folder: asked, what, newDisk }: CopyOrder): Promise<CopySummary | null> {
  const signal = stopSignal();
  const folder = await requireApart(dataDir, asked);
  const common = { ...realParts, dataDir, folder, newDisk };
  if (what === 'prepare') {
    await prepareFolder(common);
    return null;
  }
  const recoveryKey = await readRecoveryPublic(dataDir, realFs);
  if (recoveryKey === null) throw new FarvaultError('MISSING', 'there is no recovery key to seal the keys to', { remedy: 'Set the copy again: backupctl copy set; it makes one.' });
  let toldMs = 0;
  const tell = (done: number, total: number): void => {
    if (performance.now() - toldMs < TELL_MS) return;
    toldMs = performance.now();
    say({ kind: 'progress', done, total });
  };
  const { position, packBytes, snapshots, lacks } = await makeCopy({ ...common, recoveryKey, check: false, tell, warn: (message) => say({ kind: 'warning', message }), signal });
  return { position: position.number, packBytes, snapshots, lacks: lacks.length, damage: lacks.length === 0 ? '' : describeLacks(lacks) };
}

try {
  os.setPriority(NICENESS);
  say({ kind: 'done', summary: await copy(JSON.parse(process.argv[2] ?? '') as CopyOrder) });
} catch (error) {
  const known = isFarvaultError(error);
  say({ kind: 'failed', code: known ? error.code : 'INTERNAL', message: messageOf(error), remedy: known ? (error.remedy ?? '') : '' });
}
