// Verification, damage, repair.
import { ID_BYTES } from '../../../shared/hash/hash.js';
import type { DamagedFrame } from '../../../shared/rpc/gen/farvault/v1/DamagedFrame.js';
import type { DamagePart } from '../../../shared/rpc/gen/farvault/v1/DamagePart.js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { SnapshotRecord } from '../../repository/index.js';
import type { KeptSnapshot, SnapshotSet } from '../../snapshots/index.js';
import type { DamagedSnapshot, DamageSurvey, Verification } from '../../verification/index.js';
import { writeMessage } from '../stream.js';
import { limitOf, type AdminPart } from './part.js';
import type { AdminViews } from './views.js';

/** In one message. */
const FRAMES_A_PART = 64;
const IDS_OF_A_FRAME = 1_024;

export interface VerificationDependencies {
  verification: {
    verification: Verification;
    damage: {
      at: (pack: number, frameOffset: number) => { reason: string; foundMs: number } | undefined;
      frames: () => Iterable<{ pack: number; frameOffset: number; ids: Buffer }>;
      unreadable: () => Iterable<{ pack: number; frameOffset: number | null }>;
    };
    bytesPerSecond: () => number;
    snapshots: SnapshotSet;
  };
  snapshots: { resolve(selector: string): Promise<SnapshotRecord> };
  views: AdminViews;
}

export function verificationHandlers({ verification: { verification, damage, bytesPerSecond, snapshots: set }, snapshots, views: { viewOfRun } }: VerificationDependencies): AdminPart<'StartVerify' | 'GetVerifyCoverage' | 'ListDamage' | 'StartRepair'> {
  const chosen = async (selector: string): Promise<KeptSnapshot | null> => {
    if (selector === '') return null;
    const { id } = await snapshots.resolve(selector);
    const kept = set.get(id);
    if (kept === undefined) throw new FarvaultError('NOT_FOUND', `there is no snapshot ${id}`);
    return kept;
  };
  return {
    StartVerify: async ({ readData, snapshot }, { identity }) => {
      if (snapshot === '' && identity.offices !== undefined) throw new FarvaultError('REFUSED', 'verifying everything is for those who see all offices', { remedy: 'Name a snapshot: backupctl verify --snapshot ID.' });
      return viewOfRun((await verification.verify({ readData, snapshot: await chosen(snapshot), byFooter: false }, identity.name)).run);
    },
    StartRepair: async (_request, { identity }) => viewOfRun((await verification.repair(identity.name)).run),
    GetVerifyCoverage: () => {
      const { packs, bytes, bytesVerified, bytesNever, bytesOverdue, oldestMs } = verification.coverage();
      const damaged = new Set([...damage.frames()].map(({ pack }) => pack));
      return Promise.resolve({ bytesTotal: bytes, bytesVerified, bytesNever, bytesOverdue, oldestMs, ...verification.times, budgetBytesPerSecond: Math.round(bytesPerSecond()), running: verification.running, packs, packsDamaged: damaged.size });
    },
    ListDamage: async (call, { identity, visible, signal }) => {
      const write = (part: DamagePart): Promise<void> => writeMessage(call, part, signal);
      const survey = await verification.survey(signal);
      for (const damaged of survey.snapshots.filter(({ snapshot }) => visible(snapshot.officeId)).slice(0, limitOf(call.request.limit))) {
        await write({ snapshots: [{ ...described(damaged), lost: damaged.lost.slice(0, 256) }] });
        for await (const paths of survey.paths(damaged.snapshot)) await write({ snapshots: [{ ...described(damaged), paths }] });
      }
      let frames: DamagedFrame[] = [];
      // Which chunks others need is no one office's business.
      for (const frame of identity.offices === undefined ? framesOf(survey, damage) : []) {
        frames.push(frame);
        if (frames.length < FRAMES_A_PART) continue;
        await write({ frames });
        frames = [];
      }
      await write({ frames, done: true });
    },
  };
}

function described({ snapshot, files, lost }: DamagedSnapshot): { snapshot: string; job: string; timeMs: number; filesDamaged: number; manifestDamaged: boolean } {
  return { snapshot: snapshot.id, job: snapshot.jobName, timeMs: snapshot.timeMs, filesDamaged: files, manifestDamaged: lost.length > 0 };
}

/** Where the lost chunks that some snapshot needs lay; last, in no place, those that were never found anywhere. */
function* framesOf(survey: DamageSurvey, damage: VerificationDependencies['verification']['damage']): Generator<DamagedFrame> {
  const placed = new Set<string>();
  for (const { pack, frameOffset, ids } of damage.frames()) {
    const needed: Buffer[] = [];
    for (let at = 0; at < ids.length; at += ID_BYTES) if (survey.isNeeded(ids, at)) needed.push(ids.subarray(at, at + ID_BYTES));
    if (needed.length === 0) continue;
    for (const id of needed) placed.add(id.toString('hex'));
    const note = damage.at(pack, frameOffset);
    for (let from = 0; from < needed.length; from += IDS_OF_A_FRAME) yield { pack, offset: frameOffset, reason: note?.reason ?? 'found damaged', ids: needed.slice(from, from + IDS_OF_A_FRAME), foundMs: note?.foundMs ?? 0 };
  }
  for (const { pack, frameOffset } of damage.unreadable()) yield { pack, offset: frameOffset ?? 0, reason: frameOffset === null ? 'the pack cannot be read now' : 'the frame cannot be read now', unreadable: true };
  let nowhere: Buffer[] = [];
  for (const id of survey.neededIds()) {
    if (placed.has(id.toString('hex'))) continue;
    nowhere.push(id);
    if (nowhere.length < IDS_OF_A_FRAME) continue;
    yield { reason: 'held nowhere', ids: nowhere };
    nowhere = [];
  }
  if (nowhere.length > 0) yield { reason: 'held nowhere', ids: nowhere };
}
