// `backupd init --from`: the server back from a second copy (docs/copies.md).
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { EXIT } from '../../shared/errors/errors.js';
import { stopSignal } from '../../shared/service/signals.js';
import { systemClock } from '../../shared/time/clock.js';
import { bringBack, describeLacks, findRecoveryKey, realParts, requireApart, type BroughtBack } from '../copies/index.js';
import { makeAdmin } from '../init.js';
import { adminConfigFile, openPki } from '../pki/index.js';
import { readServerConfig, writeServerConfig } from '../server-config.js';
import { withStoppedServer } from './offline.js';
import { progressLine } from './progress-line.js';

export interface InitFromOptions {
  dataDir: string;
  from: string;
  advertise: string[];
  recoveryKey?: string;
  /** False: they stay sealed. */
  keys: boolean;
}

export async function initFrom({ dataDir, from, advertise, recoveryKey, keys }: InitFromOptions): Promise<void> {
  const signal = stopSignal();
  const folder = await requireApart(dataDir, from);
  await mkdir(path.dirname(path.resolve(dataDir)), { recursive: true });
  const progress = progressLine('brought back');
  const back = await bringBack({
    ...realParts,
    dataDir,
    folder,
    recoveryKey: (repositoryId, fingerprint) => (keys ? findRecoveryKey(repositoryId, fingerprint, recoveryKey) : Promise.resolve(null)),
    tell: progress.tell,
    warn: (message) => progress.note(message),
    signal,
  });
  progress.end();
  if (advertise.length > 0) await writeServerConfig(dataDir, { ...(await readServerConfig(dataDir)), advertise });
  if (!back.keys) await makeKeys(dataDir, back);
  tell(dataDir, back);
}

/** Another CA, and an administrator of it. */
async function makeKeys(dataDir: string, { manifest: { config } }: BroughtBack): Promise<void> {
  await openPki({ dataDir, repositoryId: config.id, hosts: [], inUse: false, clock: systemClock });
  await withStoppedServer(dataDir, await readServerConfig(dataDir), (context) => makeAdmin(adminConfigFile(dataDir), 'admin', context.fleet, config.id, context.addresses()));
}

function tell(dataDir: string, { manifest, lacks, lostFiles, keys }: BroughtBack): void {
  const { config, position, madeMs, snapshots, packs } = manifest;
  const since = new Date(madeMs).toISOString();
  process.stdout.write(
    [
      `repository ${config.id} is back as of ${since}: ${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'} in ${packs} packs, journal up to record ${position.number}`,
      keys ? `administrator's configuration: ${adminConfigFile(dataDir)}` : `The keys stay sealed: there is a new CA. A new administrator's configuration: ${adminConfigFile(dataDir)}. Each agent enrols anew: backupctl agent token --replace NAME`,
      `Start it: backupd run --data-dir ${dataDir}`,
      `What was done after ${since} is not known here: do again what was revoked, replaced or deleted since. The server that was lost must not run again.`,
      '',
    ].join('\n'),
  );
  if (lacks.length === 0 && lostFiles.length === 0) return;
  const damaged = [...lostFiles, ...(lacks.length === 0 ? [] : [describeLacks(lacks)])].join('; ');
  process.stderr.write(`backupd: not whole in the copy: ${damaged}\nThe next backups send again what their machines still have; backupctl verify --read-data names the files concerned.\n`);
  process.exitCode = EXIT.damage;
}
