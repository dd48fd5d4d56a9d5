// Named places where a test can make the process die, fail or wait. Inert unless FARVAULT_FAILPOINTS is set, which only the fault
// suite does: `name=action[@hit]` separated by commas; action is `kill` (SIGKILL to itself), `error` (throws) or `sleep:MS`;
// `@hit` fires at that hit only (default: every hit from the first).

/** Every failpoint there is, so that a test can iterate them all. One line each: name, and what has just happened. */
export const FAILPOINTS = {
  'session.opened': 'an upload session has been journalled, its stream not yet answered',
  'backup.proof.accepted': 'a proof was right and the grants are made, the agent not yet told',
  'backup.frame.durable': 'frames are durable, not yet acknowledged',
  'backup.frame.acknowledged': 'the acknowledgement of durable frames has been handed to the transport',
  'backup.commit.checked': 'a commit lacks nothing, and nothing of it is written yet',
  'backup.commit.committed': 'the snapshot is committed, the agent not yet told',
  'backup.commit.answered': 'the answer to a commit has been handed to the transport',
  'restore.file.created': 'a restored file exists under its temporary name, empty',
  'restore.file.written': 'a restored file is whole under its temporary name',
  'restore.file.renamed': 'a restored file has its own name',
  'restore.tree.written': 'everything is restored, and not flushed yet',
  'agent.file.read': 'a chunk worker is about to open a file',
  'agent.chunk.cut': 'a chunk worker has read and is about to cut',
  'agent.manifest.afterChunk': 'the agent has written a manifest chunk to its disk',
  'agent.manifest.afterSettled': 'the agent has noted that a manifest chunk is settled',
  'agent.backup.beforeCommit': 'everything of a run is durable, the commit not yet sent',
  'agent.backup.afterCommit': 'the agent has been told of the commit, its cache not yet renamed',
  'agent.cache.beforeKeep': 'an old copy of a manifest is removed, the new one not yet in its place',
  'file.durable.created': 'the temporary file of a small durable file exists',
  'file.durable.written': 'its bytes are written, not flushed',
  'file.durable.flushed': 'its bytes are flushed, its name is not there yet',
  'file.durable.renamed': 'it has its name, which is not flushed',
  'pack.created': 'a new pack file exists, empty',
  'pack.header.written': 'its header is written',
  'pack.header.flushed': 'its header is flushed',
  'pack.durable': 'its name is flushed',
  'pack.records.begin': 'records have their places, nothing of them is written',
  'pack.records.written': 'records are written, not flushed',
  'pack.footer.begin': 'a pack is full, its footer is not written',
  'pack.footer.written': 'its footer and trailer are written, not flushed',
  'pack.flush.begin': 'a pack is about to be flushed',
  'pack.flushed': 'a pack is flushed, its range is not journalled',
  'pack.tail.cut': 'what a crash left behind the journalled end of a pack is cut off',
  'range.journal.begin': 'a flushed range is about to be journalled',
  'range.journalled': 'a range is journalled, its uploads are not answered',
  'journal.group.begin': 'a group of journal records is made, not written',
  'journal.group.written': 'it is written, not flushed',
  'journal.group.flushed': 'it is flushed, nobody knows yet',
  'journal.full': 'the journal found no space',
  'journal.segment.begin': 'the next journal segment is about to be made',
  'journal.segment.durable': 'it is there, with its name',
  'journal.tail.cut': 'a torn tail of the journal is cut off',
  'checkpoint.begin': 'a checkpoint is about to be written',
  'checkpoint.durable': 'it is there, older ones are not removed',
  'snapshot.begin': 'a snapshot is about to be stored',
  'snapshot.committed': 'its commit is journalled, the agent does not know',
  'reserve.placed': 'the reserve on the disk is written, not flushed',
  'reserve.release': 'the journal needs the space of the reserve',
  'compact.copied': 'what is wanted of a pack is durable elsewhere, the pack is as it was',
  'pack.remove.begin': 'nothing in a pack is wanted any more, its removal is not journalled',
  'pack.remove.journalled': 'a removal is journalled, the file is there',
  'pack.remove.unlinked': 'the file is gone, the directory is not flushed',
  'pack.removed': 'the directory is flushed, nobody has been told',
  'gc.marked': 'a collection knows what is live, and has changed nothing',
  'gc.condemned': 'garbage is not told to be held any more, whoever was told before is not waited for yet',
  'gc.barrier': 'nobody relies on what is condemned, nothing is removed',
  'gc.swept': 'a collection has done with a pack',
  'recover.pack.removed': 'a start is about to remove the file of a pack that was removed',
  'recover.pack.drop': 'a pack that was never acknowledged is about to be removed',
  'recover.pack.aside': 'rebuild --from-packs has set aside a pack that it cannot read',
  'recover.journal.aside': 'rebuild --from-packs has set the old journal aside',
  'recover.journal.placed': 'the new journal has its name, which is not flushed',
  'open.mark.begin': 'the mark of the last clean end is about to be removed',
  'open.mark.removed': 'the mark is removed',
  'open.views.caughtUp': 'views have taken one more segment of the journal',
  'upgrade.begin': 'a repository of an older format is open, nothing of the new one is written',
  'upgrade.journalled': 'the journal tells of the new format, the marker does not',
  'upgrade.marked': 'the marker has the new format',
  'release.archive.written': 'an archive that is imported is flushed, under its temporary name',
  'release.archive.named': 'it has its name on disk, and is not journalled',
  'release.root.durable': 'a root that is imported is on disk, and is not journalled',
  'release.root.journalled': 'it is journalled, the administrator not yet told',
  'release.targets.durable': 'targets that are imported are on disk, and are not journalled',
  'release.targets.journalled': 'they are journalled, and nothing says yet that they are the newest',
  'release.snapshot.durable': 'a new snapshot is on disk, the timestamp still names the one before',
  'release.timestamp.durable': 'agents see the new targets; what nobody lists any more is still there',
  'close.clean': 'everything is closed, the mark of a clean end is not written',
  'agent.update.metadata': 'a verified metadata file is stored',
  'agent.update.part.begin': 'the file of a download exists, empty',
  'agent.update.part.grown': 'a part of a release is written to it',
  'agent.update.part.whole': 'all of its bytes are there, not verified',
  'agent.update.part.verified': 'they have the right hash, nothing is unpacked',
  'agent.update.slot.begin': 'the folder that a release is unpacked into exists, empty',
  'agent.update.slot.unpacked': 'all files of a release are written, the folders not flushed',
  'agent.update.slot.checked': 'a release is flushed and checked, under a temporary name',
  'agent.update.slot.cleared': 'what the slot held before is removed',
  'agent.update.slot.named': 'the release has its name, which is not flushed',
  'agent.update.slot.ready': 'the release is in its slot, its archive not yet removed',
  'agent.update.switch.noted': 'what a trial needs to know is kept, the trial not asked for',
  'agent.update.switch.asked': 'a trial is asked for, the agent still runs',
  'agent.update.trial.begin': 'a version on trial has found out that it is',
  'agent.update.trial.tested': 'its self-test is done, its canary not',
  'agent.update.trial.canary': 'its canary is done, its connection not waited for',
  'agent.update.trial.judged': 'its verdict is written',
  'agent.update.outcome.begin': 'the launcher has said how a trial ended, nothing is noted',
  'agent.update.outcome.bad': 'a version that did not connect is marked as bad, its trial not closed',
  'agent.update.outcome.noted': 'the end of a trial is noted, what was known of the trial still there',
  'agent.update.probation.end': 'a version has lived for a day, its probation not yet removed',
} as const satisfies Record<string, string>;

export type Failpoint = keyof typeof FAILPOINTS;

interface Armed {
  action: 'kill' | 'error' | 'sleep';
  ms: number;
  hit: number;
  seen: number;
}

function parse(text: string | undefined): Map<string, Armed> | null {
  if (text === undefined || text === '') return null;
  const armed = new Map<string, Armed>();
  for (const part of text.split(',')) {
    const match = /^([\w.-]+)=(kill|error|sleep)(?::(\d+))?(?:@(\d+))?$/.exec(part.trim());
    if (match === null) throw new Error(`FARVAULT_FAILPOINTS: cannot read '${part}'`);
    if (!(match[1] in FAILPOINTS)) throw new Error(`FARVAULT_FAILPOINTS: no failpoint is called '${match[1]}'`);
    armed.set(match[1], { action: match[2] as Armed['action'], ms: Number(match[3] ?? 0), hit: Number(match[4] ?? 0), seen: 0 });
  }
  return armed;
}

const armed = parse(process.env['FARVAULT_FAILPOINTS']);

/** Does nothing unless armed. `sleep` blocks the calling thread on purpose: it widens a race window. */
export function failpoint(name: Failpoint): void {
  if (armed === null) return;
  const point = armed.get(name);
  if (point === undefined) return;
  point.seen++;
  if (point.hit !== 0 && point.seen !== point.hit) return;
  if (point.action === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
  }
  if (point.action === 'sleep') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, point.ms);
  if (point.action === 'error') throw new Error(`failpoint ${name}`);
}
