// Bugs in what removes, keeps, proves and copies what is stored.
const KEEPER = 'server/repository/pack-keeper.ts';
const REMOVAL = ['server/repository/pack-keeping.test.ts', 'server/repository/crash-enumeration.test.ts', 'server/gc/gc.test.ts'];
const CYCLE = 'server/gc/cycle.ts';
const GC = ['server/gc/gc.test.ts', 'server/gc/interleavings.test.ts'];
const PLAN = 'server/retention/plan.ts';
const RETENTION = ['server/retention/plan.test.ts'];
const BARS = 'server/lifecycle/bars.ts';
const LIFECYCLE = ['server/lifecycle/lifecycle.test.ts', 'server/lifecycle/locks.test.ts', 'server/lifecycle/approvals.test.ts'];
const STEADY = 'server/lifecycle/steady-clock.ts';
const CLOCK = ['server/lifecycle/steady-clock.test.ts', 'server/lifecycle/locks.test.ts'];
const APPROVALS = 'server/lifecycle/approvals.ts';
const VERIFICATION = ['server/verification/verification.test.ts'];
const COPIES = ['server/copies/copies.test.ts'];
const DRILLS = ['server/drills/drills.test.ts'];

export const CARE = [
  // Removal of packs.
  { name: 'unlink-before-its-record', file: KEEPER, from: "      await journal.append({ kind: 'pack.removed', ...removed });\n", to: "      journal.append({ kind: 'pack.removed', ...removed }).catch(() => undefined);\n", tests: REMOVAL },
  { name: 'removal-does-not-wait-for-readers', file: KEEPER, from: '    await files.retire(pack);\n', to: '    files.retire(pack).catch(() => undefined);\n', tests: REMOVAL },
  { name: 'copies-not-settled-before-removal', file: KEEPER, from: '      await compaction.settle();\n', to: '      compaction.settle().catch(() => undefined);\n', tests: REMOVAL },
  { name: 'late-comers-not-asked-for-again', file: KEEPER, from: "    if (wanted.changes === changes) return true;\n", to: '    if (changes >= 0) return true;\n', tests: REMOVAL },
  { name: 'open-pack-compacted', file: KEEPER, from: '    if (!summary.sealed && this.#isWritten(pack)) throw', to: '    if (summary.end < 0) throw', tests: REMOVAL },
  { name: 'wanted-and-lost-chunk-does-not-keep-its-pack', file: KEEPER, from: 'if (place === null || this.#leaving.has(place.pack)) throw notHeld(pack, id, \'was found damaged and has not come again\');', to: 'if (place === null || this.#leaving.has(place.pack)) continue;', tests: REMOVAL },
  { name: 'leftover-of-a-removal-stays', file: 'server/repository/recovery.ts', from: '    await vfs.unlink(path.join(packs, packFileName(pack)));\n  }\n  await vfs.syncDirectory(packs);\n}', to: '    void pack;\n  }\n  await vfs.syncDirectory(packs);\n}', tests: REMOVAL },

  // Collection.
  { name: 'doomed-not-set', file: CYCLE, from: 'condemned.has(pack) && !this.#live.has(ids, at)', to: 'condemned.has(pack) && this.#live.has(ids, at) && !this.#live.has(ids, at)', tests: GC },
  { name: 'commits-in-flight-not-waited-for', file: CYCLE, from: '    await told.settled();\n', to: '    await Promise.resolve();\n', tests: GC },
  { name: 'commits-meanwhile-not-marked', file: CYCLE, from: '    this.#committed.push({ id: snapshot.id, rootId: snapshot.rootId });\n', to: '    void snapshot;\n', tests: GC },
  { name: 'told-before-not-taken-over', file: CYCLE, from: '        this.#live.addAll(ids);\n', to: '        void ids;\n', tests: GC },
  { name: 'told-meanwhile-not-live', file: CYCLE, from: '    told.listen((ids, at) => this.#live.add(ids, at));\n', to: '    told.listen((ids, at) => void [ids, at]);\n', tests: GC },
  { name: 'packs-of-sessions-collected', file: CYCLE, from: 'return packs.filter((pack) => heldBy(pack) === null);', to: "return packs.filter((pack) => heldBy(pack) !== '');", tests: GC },
  { name: 'condemned-for-ever', file: CYCLE, from: '    this.parts.packs.setDoomed(null);\n', to: '', tests: GC },
  { name: 'what-is-read-is-no-root', file: 'server/gc/roots.ts', from: '[...snapshots.all(), ...pins.roots()]', to: '[...snapshots.all()]', tests: [...GC, 'server/snapshots/pins.test.ts'] },
  { name: 'catalog-not-compared', file: 'server/gc/roots.ts', from: "  if (lost !== undefined) throw disagree(`it does not hold snapshot ${lost}`);\n", to: '', tests: GC },
  { name: 'unreadable-manifest-passed-over', file: 'server/gc/mark.ts', from: '          failed.abort(reason);\n          throw reason;\n', to: '          void reason;\n          continue;\n', tests: GC },

  // Retention.
  { name: 'partial-pushes-out-a-whole-one', file: PLAN, from: 'before === undefined || (before.partial && !snapshot.partial)', to: 'before === undefined', tests: RETENTION },
  { name: 'last-good-not-kept', file: PLAN, from: "  if (whole !== undefined) keep(whole, 'last good');\n  else if", to: '  if (whole !== undefined) return;\n  else if', tests: RETENTION },
  { name: 'future-counts', file: PLAN, from: 'newestFirst.filter((snapshot) => !isFuture(snapshot))', to: 'newestFirst.filter((snapshot) => !isFuture(snapshot) || snapshot.commit > 0)', tests: RETENTION },
  { name: 'future-expires', file: PLAN, from: "    if (isFuture(snapshot)) keep(snapshot, 'from the future');\n", to: '', tests: RETENTION },
  { name: 'retention-asks-no-bars', file: PLAN, from: '    for (const bar of bars(snapshot)) keep(snapshot, bar);\n', to: '    void bars;\n', tests: RETENTION },
  { name: 'oldest-of-a-period', file: PLAN, from: '(a, b) => b.commit - a.commit', to: '(a, b) => a.commit - b.commit', tests: RETENTION },

  // Trash, holds, locks, approvals, clock.
  { name: 'hold-not-looked-at', file: BARS, from: '  if (hold !== undefined) return', to: '  if (hold !== undefined && nowMs < 0) return', tests: LIFECYCLE },
  { name: 'lock-not-looked-at', file: BARS, from: 'return lockedMs > nowMs ? ', to: 'return lockedMs > nowMs * 1e6 ? ', tests: LIFECYCLE },
  { name: 'parent-purged', file: BARS, from: "  if (bars.isParent(snapshot.id)) return 'an open session compares with it';\n  return bars.isRead", to: '  return bars.isRead', tests: LIFECYCLE },
  { name: 'purged-while-read', file: BARS, from: "bars.isRead(snapshot.id) ? 'it is being read' : null", to: 'bars.isRead(snapshot.id) ? null : null', tests: LIFECYCLE },
  { name: 'purged-from-the-list', file: BARS, from: "  if (snapshot.trash === null) return 'not in the trash';\n", to: '', tests: LIFECYCLE },
  { name: 'last-good-expires', file: BARS, from: "  if (lastGood.has(snapshot.id)) return 'the last good snapshot of its job';\n", to: '  void lastGood;\n', tests: [...LIFECYCLE, 'server/retention'] },
  { name: 'lock-shortened', file: 'server/lifecycle/lock-state.ts', from: 'keepMs: Math.max(old.keepMs, lock.keepMs), untilMs', to: 'keepMs: lock.keepMs, untilMs', tests: ['server/lifecycle/locks.test.ts'] },
  { name: 'lock-by-the-agents-time', file: 'server/lifecycle/lock-state.ts', from: '        for (const id of this.#unmarked) this.#committed.set(id, steadyMs);\n', to: '', tests: ['server/lifecycle/locks.test.ts', 'server/lifecycle/steady-clock.test.ts'] },
  { name: 'wall-clock-for-the-steady-one', file: STEADY, from: '    return Math.floor(this.#steadyMs);', to: '    return Math.floor(this.deps.clock.now());', tests: CLOCK },
  { name: 'steady-clock-jumps', file: STEADY, from: 'awayMs <= creditMs ? awayMs : 0', to: 'awayMs <= creditMs ? awayMs : awayMs', tests: CLOCK },
  { name: 'no-doubt', file: STEADY, from: "    if (Math.abs(behindMs) <= MAX_DIFFERENCE_MS) return '';\n", to: "    if (Math.abs(behindMs) <= MAX_DIFFERENCE_MS * 1e9) return '';\n", tests: CLOCK },
  { name: 'approved-by-who-asked', file: APPROVALS, from: '    if (full.some(({ name }) => name !== asker)) return', to: '    if (full.some(({ name }) => name === undefined)) return', tests: ['server/lifecycle/approvals.test.ts'] },
  { name: 'approved-by-a-fresh-accomplice', file: APPROVALS, from: 'return leftMs <= 0 ? null : { why: `${by} has had', to: 'return leftMs <= COOL_OFF_MS ? null : { why: `${by} has had', tests: ['server/lifecycle/approvals.test.ts'] },
  { name: 'approved-by-a-lesser-role', file: APPROVALS, from: "    if (!full.some(({ name }) => name === by)) return", to: '    if (by === undefined) return', tests: ['server/lifecycle/approvals.test.ts'] },

  // Verification.
  { name: 'verify-hashes-nothing', file: 'server/verification/pack-scan.ts', from: '(i + 1) * ID_BYTES) !== 0) strange.push(i);', to: '(i + 1) * ID_BYTES) === 7) strange.push(i);', tests: VERIFICATION },
  { name: 'damaged-frame-not-marked', file: 'server/verification/pack-check.ts', from: '        await repository.examine({ frames: [{ pack, frameOffset: fault.offset }], ranges: [] });\n', to: '', tests: VERIFICATION },
  { name: 'index-not-compared', file: 'server/verification/pack-check.ts', from: "    if (place === null) return 'nowhere';\n", to: "    if (place === null) return 'elsewhere';\n", tests: VERIFICATION },
  { name: 'gap-taken-for-whole', file: 'server/verification/pack-check.ts', from: '        this.#gaps.push(fault);\n', to: '', tests: VERIFICATION },

  // Copies and drills.
  { name: 'copy-not-flushed', file: 'server/copies/pack-writer.ts', from: '    for (const { file } of this.#dirty.values()) await file.datasync();\n', to: '', tests: COPIES },
  { name: 'copy-not-read-back', file: 'server/copies/pack-writer.ts', from: '    if (hasher.digestBuffer().equals(hash)) return;\n', to: '    if (hasher.digestBuffer().length === hash.length) return;\n', tests: COPIES },
  { name: 'damage-copied', file: 'server/copies/range-check.ts', from: 'if (!this.#hasher!.digestBuffer().subarray(0, CHECKSUM_BYTES).equals(header.checksum)) this.#bad.push', to: 'if (header.checksum.length === 0) this.#bad.push', tests: COPIES },
  { name: 'other-records-copied', file: 'server/copies/range-check.ts', from: 'rangeDigest(this.#checksums) !== range.digest;', to: "rangeDigest(this.#checksums) === '';", tests: COPIES },
  { name: 'drill-compares-no-bytes', file: 'server/drills/compare.ts', from: 'if (piece === null || !blake3(piece).equals(id)) return false;', to: 'if (piece === null) return false;', tests: DRILLS },
  { name: 'drill-compares-no-sizes', file: 'server/drills/compare.ts', from: '    if (this.#stat.size !== entry.size) {', to: '    if (this.#stat.size < 0) {', tests: DRILLS },
  { name: 'agent-of-an-older-epoch', file: 'agent/control/epoch.ts', from: '  if (epoch < (known ?? 1)) {', to: '  if (epoch < 1) {', tests: ['agent/control/epoch.test.ts'] },
];
