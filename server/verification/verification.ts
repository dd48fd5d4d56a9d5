// Verifications and repairs as runs, and what is known of coverage and damage.
import { EXIT } from '../../shared/errors/errors.js';
import type { RunRecord, ServerRunContext, ServerRunEnd, ServerRuns } from '../runs/index.js';
import { coverageOf, type Coverage } from './budget.js';
import { DamageSurvey } from './damage-survey.js';
import { Findings } from './findings.js';
import { FullCheck, type CheckOptions } from './full-check.js';
import { Repair } from './repair.js';
import type { VerificationParts } from './types.js';
import type { VerifiedPacks } from './verified-packs.js';

const SNAPSHOTS_NAMED = 50;
/** A look at the damage walks all manifests. */
const LOOK_AGAIN_MS = 15 * 60_000;

export interface VerificationServices extends VerificationParts {
  runs: Pick<ServerRuns, 'start' | 'active'>;
  verified: VerifiedPacks;
}

/** What a look at the damage has found. */
interface Standing {
  takenMs: number;
  files: number;
  snapshots: number;
  bySnapshot: ReadonlyMap<string, number>;
}

interface Started {
  run: RunRecord;
  ended: Promise<void>;
}

export class Verification {
  /** Of the last survey: files and snapshots that need lost chunks. Null: none was taken since the start. */
  #standing: Standing | null = null;

  constructor(private readonly parts: VerificationServices) {}

  /** `snapshot`: null for all. CONFLICT while another one goes on. */
  verify(options: CheckOptions, startedBy: string): Promise<Started> {
    const { snapshot } = options;
    const about = snapshot === null ? {} : { snapshotId: snapshot.id, jobName: snapshot.jobName, officeId: snapshot.officeId };
    return this.parts.runs.start({ kind: 'verify', startedBy, alone: true, ...about }, (context) => this.#verify(options, context));
  }

  repair(startedBy: string): Promise<Started> {
    return this.parts.runs.start({ kind: 'repair', startedBy, alone: true }, (context) => this.#repair(context));
  }

  coverage(): Coverage {
    return coverageOf(this.parts.verified.all(), this.parts.clock.now());
  }

  /** The run that goes on; empty: none. */
  get running(): string {
    return this.parts.runs.active('verify')[0]?.id ?? '';
  }

  /** A verification or a repair goes on. */
  get busy(): boolean {
    return this.parts.runs.active('verify').length + this.parts.runs.active('repair').length > 0;
  }

  get times(): { structureMs: number; dataMs: number } {
    const { structureMs, dataMs } = this.parts.state;
    return { structureMs, dataMs };
  }

  async survey(signal: AbortSignal): Promise<DamageSurvey> {
    const lost = await this.parts.lost.count();
    const survey = await DamageSurvey.take(this.parts, signal);
    this.parts.lost.looked(lost, survey.snapshots.length > 0);
    this.#standing = {
      takenMs: this.parts.clock.monotonic(),
      files: survey.snapshots.reduce((sum, { files }) => sum + files, 0),
      snapshots: survey.snapshots.length,
      bySnapshot: new Map(survey.snapshots.map(({ snapshot, files }) => [snapshot.id, files])),
    };
    return survey;
  }

  /** Null: nothing that a snapshot needs was found lost. */
  get standing(): Pick<Standing, 'files' | 'snapshots'> | null {
    return this.#standing?.snapshots === 0 ? null : this.#standing;
  }

  /** Looks at the damage anew when there is some and the last look is old; forgets it when all has come again. */
  async refresh(signal: AbortSignal): Promise<void> {
    if (!(await this.parts.lost.any())) this.#standing = null;
    else if (!this.busy && (this.#standing === null || this.parts.clock.monotonic() - this.#standing.takenMs > LOOK_AGAIN_MS)) await this.survey(signal);
  }

  /** For people: what of this snapshot is lost. */
  async damageOf(snapshotId: string): Promise<string[]> {
    if (!(await this.parts.lost.any())) return [];
    if (this.#standing === null) return ['some stored chunks are lost: backupctl damage list tells whether this snapshot needs them'];
    const files = this.#standing.bySnapshot.get(snapshotId);
    return files === undefined ? [] : [`${files} files need what is lost: backupctl damage list`];
  }

  async #verify(options: CheckOptions, context: ServerRunContext): Promise<ServerRunEnd> {
    const { verified, clock } = this.parts;
    const { signal } = context;
    const beganMs = clock.now();
    const findings = new Findings((line) => context.log('error', line));
    const check = new FullCheck(this.parts, options, {
      signal,
      findings,
      progress: (phase, done, total) => context.progress({ phase, done, total, figures: { ...check.figures } }),
      verified: (pack, bytes, timeMs) => verified.note(pack, bytes, timeMs),
    });
    await check.run().finally(() => verified.flush());
    if (options.snapshot === null) await verified.flush(options.readData ? { structureMs: beganMs, dataMs: beganMs } : { structureMs: beganMs });
    return this.#end(findings, check.figures, context);
  }

  async #end(findings: Findings, figures: Record<string, number>, context: ServerRunContext): Promise<ServerRunEnd> {
    await this.parts.repository.settleViews();
    context.progress({ phase: 'damage' });
    const survey = await this.survey(context.signal);
    const told = { ...figures, chunksLost: survey.chunks, snapshotsDamaged: survey.snapshots.length, filesDamaged: this.#standing?.files ?? 0 };
    if (survey.snapshots.length === 0 && !findings.anyBut('frames', 'chunks')) {
      if (findings.any) context.log('warn', `${findings.summary}: no snapshot needs what was lost there`);
      return { state: 'succeeded', figures: told };
    }
    nameSnapshots(survey, context);
    return { state: 'failed', error: damageText(findings, survey, told.filesDamaged), errorCode: 'CORRUPT', exitCode: EXIT.damage, figures: told };
  }

  async #repair(context: ServerRunContext): Promise<ServerRunEnd> {
    const repair = new Repair(this.parts, { signal: context.signal, log: (level, message) => context.log(level, message), progress: (phase, done, total) => context.progress({ phase, done, total, figures: { ...repair.figures } }) });
    await repair.run();
    await this.parts.repository.settleViews();
    const survey = await this.survey(context.signal);
    const figures = { ...repair.figures, chunksLost: survey.chunks, snapshotsDamaged: survey.snapshots.length };
    if (survey.snapshots.length === 0) return { state: 'succeeded', figures };
    nameSnapshots(survey, context);
    const error = `${survey.chunks} chunks stay lost, which ${survey.snapshots.length} of the snapshots need. They restore without the files concerned (exit 7); the next backups send again what the machines still have. Nothing was deleted.`;
    return { state: 'partial', error, errorCode: 'CORRUPT', exitCode: EXIT.damage, figures };
  }
}

function damageText(findings: Findings, survey: DamageSurvey, files: number): string {
  const needs = survey.snapshots.length === 0 ? 'no snapshot needs what is lost' : `what is lost is needed by ${files} files in ${survey.snapshots.length} of the snapshots`;
  return `${findings.any ? findings.summary : `${survey.chunks} chunks are lost since an earlier verification`}; ${needs}: backupctl damage list`;
}

function nameSnapshots({ snapshots }: DamageSurvey, context: ServerRunContext): void {
  for (const { snapshot, files, lost } of snapshots.slice(0, SNAPSHOTS_NAMED)) {
    const gone = wholly(lost) ? '; its manifest is lost: nothing of it restores, and backupctl snapshot delete removes it from the list' : lost.length > 0 ? `; ${lost.length} parts of its manifest are lost` : '';
    context.log('warn', `snapshot ${snapshot.id} of ${snapshot.jobName}: ${files} files need lost chunks${gone}`);
  }
  if (snapshots.length > SNAPSHOTS_NAMED) context.log('warn', `${snapshots.length - SNAPSHOTS_NAMED} more snapshots: backupctl damage list`);
}

function wholly(lost: readonly { first: Buffer; next: Buffer; entries: number }[]): boolean {
  return lost.some(({ first, next, entries }) => first.length === 0 && next.length === 0 && entries === 0);
}
