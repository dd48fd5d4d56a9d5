// Verification, damage, repair. Put together from server/verification and what it needs of others.
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';
import { ChunkReader, FrameCache } from '../snapshots/index.js';
import { Background, ScanThread, Verification, VerifiedPacks } from '../verification/index.js';

/** Its own, so that the frames that restores and proofs come back to are not driven out. */
const FRAME_CACHE_BYTES = 32 << 20;

export type VerificationCare = ReturnType<typeof createVerification>;

export function createVerification({ clock, say, state, repository, lost }: Foundation, { runs }: Control) {
  const verified = new VerifiedPacks(repository, state.verification);
  const reader = new ChunkReader(repository, new FrameCache(repository, FRAME_CACHE_BYTES));
  const parts = { repository, state: state.verification, snapshots: state.snapshots, reader, lost, clock, verified, scanner: () => new ScanThread() };
  const verification = new Verification({ ...parts, runs: runs.server });
  const background = new Background({
    ...parts,
    busy: () => runs.active().some((run) => run.agentId !== '' && run.state === 'running'),
    verifying: () => verification.busy,
    lookAtDamage: (signal) => verification.refresh(signal),
    checkStructure: async () => (await verification.verify({ readData: false, snapshot: null, byFooter: true }, 'schedule')).ended,
    say,
  });
  return {
    verification,
    snapshots: state.snapshots,
    damage: { at: (pack: number, frameOffset: number) => state.verification.damageAt(pack, frameOffset), frames: () => repository.damagedFrames(), unreadable: () => repository.unreadablePlaces() },
    bytesPerSecond: (): number => background.bytesPerSecond,
    start: (): void => {
      state.verification.complete(repository.packFacts(), clock.now());
      background.start();
    },
    stop: (): Promise<void> => background.stop(),
    attention: (): string[] => {
      const { standing } = verification;
      const { bytesOverdue } = verification.coverage();
      return [
        ...(standing === null ? [] : [`damage: ${standing.files} files in ${standing.snapshots} snapshots need chunks that are lost: backupctl damage list`]),
        ...(bytesOverdue === 0 ? [] : [`verification is behind: ${(bytesOverdue / 2 ** 20).toFixed(1)} MiB were not read again in time: backupctl verify status`]),
      ];
    },
  };
}
