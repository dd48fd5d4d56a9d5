// Bugs in what makes an acknowledgement durable: flushes left out, orders swapped, answers too early, checks of stored bytes skipped.
const PACKS = ['server/repository/crash-enumeration.test.ts', 'server/repository/repository.test.ts', 'server/repository/damage.test.ts'];
const JOURNAL = ['server/repository/journal.test.ts', 'server/repository/crash-enumeration.test.ts'];
const SMALL_FILES = ['shared/fs', 'server/repository/crash-enumeration.test.ts'];
const STORED = ['shared/store/pack.test.ts', 'server/repository/damage.test.ts', 'server/repository/rebuild.test.ts'];
const VIEWS = ['server/repository/view-store.test.ts', 'server/repository/chunk-index.test.ts', 'server/repository/crash-enumeration.test.ts'];
const PIPELINE = 'server/repository/write-pipeline.ts';
const OPEN_PACK = 'server/repository/open-pack.ts';

export const REPOSITORY = [
  // Flushes left out.
  { name: 'pack-not-flushed', file: PIPELINE, from: '          await pack.flush();\n', to: '', tests: PACKS },
  { name: 'answer-before-flush', file: PIPELINE, from: '          await pack.flush();\n', to: '          pack.flush().catch(() => undefined);\n', tests: PACKS },
  { name: 'pack-name-not-flushed', file: OPEN_PACK, from: '      await directory.vfs.syncDirectory(directory.path);\n', to: '', tests: PACKS },
  { name: 'pack-tail-not-cut', file: OPEN_PACK, from: '        await file.truncate(end);\n', to: '', tests: PACKS },
  { name: 'journal-not-flushed', file: 'server/repository/journal.ts', from: "    await this.file.datasync();\n    failpoint('journal.group.flushed');", to: "    failpoint('journal.group.flushed');", tests: JOURNAL },
  { name: 'journal-tail-not-cut', file: 'server/repository/journal.ts', from: '      await file.truncate(wholeBytes);\n', to: '', tests: JOURNAL },
  { name: 'half-written-group-not-taken-back', file: 'server/repository/journal.ts', from: "        await this.file.truncate(this.end);\n        // What", to: '        // What', tests: [...JOURNAL, 'server/repository/full-disk.test.ts'] },
  { name: 'small-file-not-flushed', file: 'shared/fs/durable-file.ts', from: '    await handle.datasync();\n', to: '', tests: SMALL_FILES },
  { name: 'small-file-name-not-flushed', file: 'shared/fs/durable-file.ts', from: "  failpoint('file.durable.renamed');\n  await vfs.syncDirectory(path.dirname(file));", to: "  failpoint('file.durable.renamed');", tests: SMALL_FILES },
  { name: 'view-marker-not-placed', file: 'server/repository/view-store.ts', from: '    placeMarker(directory);\n', to: '', tests: VIEWS },

  // Orders swapped, answers too early.
  { name: 'answer-before-journal', file: PIPELINE, from: 'await Promise.allSettled(journalled)', to: "journalled.map(() => ({ status: 'fulfilled' as const, value: null }))", tests: PACKS },
  { name: 'journal-before-pack', file: PIPELINE, from: "          failpoint('pack.flush.begin');\n", to: "          failpoint('pack.flush.begin');\n          for (const range of mergeRanges(group)) void this.options.journal.append({ kind: 'pack.range', ...describe(range) });\n          await new Promise((resolve) => setImmediate(resolve));\n", tests: PACKS },
  { name: 'commit-before-range', file: PIPELINE, from: "[journal.append({ kind: 'pack.range', ...describe(range) }, frames)];\n", to: '[];\n', tests: PACKS },
  { name: 'journal-answers-before-flush', file: 'server/repository/journal.ts', from: "    failpoint('journal.group.written');\n", to: "    failpoint('journal.group.written');\n    for (const [index, record] of records.entries()) group[index].resolve(record);\n", tests: JOURNAL },
  { name: 'follower-kept-without-its-record', file: 'server/repository/journal.ts', from: '        while (this.#waiting[0]?.follows === true) group.push(this.#waiting.shift()!);\n', to: '', tests: [...JOURNAL, 'server/repository/full-disk.test.ts'] },
  { name: 'flush-tried-again-after-a-failure', file: 'server/repository/journal.ts', from: "        if (!isFarvaultError(error, 'NO_SPACE')) this.#fail(error);\n", to: '', tests: [...JOURNAL, 'server/repository/repository.test.ts'] },
  { name: 'pack-flush-failure-forgotten', file: PIPELINE, from: '        this.#failBy(error);\n        for (const { entries } of group)', to: '        for (const { entries } of group)', tests: [...PACKS, 'server/repository/full-disk.test.ts'] },
  { name: 'view-position-before-its-batch', file: 'server/repository/chunk-index.ts', from: '      if (to === table.size) this.#view.setPosition(position);\n', to: '      this.#view.setPosition(position);\n', tests: VIEWS },
  { name: 'view-batches-side-by-side', file: 'server/repository/view-store.ts', from: 'const written = before.then(() => chain.write());', to: 'const written = chain.write();', tests: VIEWS },
  { name: 'index-forgets-what-is-being-written', file: 'server/repository/chunk-index.ts', from: 'if (position === -1 && this.#behind.writing !== null)', to: 'if (position === -2 && this.#behind.writing !== null)', tests: VIEWS },

  // Checks of what is stored skipped.
  { name: 'record-checksum-not-checked', file: 'shared/store/pack-format.ts', from: 'if (!checksumOf(bytes.subarray(0, headBytes), bytes.subarray(headBytes)).equals(header.checksum)) throw', to: 'if (bytes.length < 0) throw', tests: STORED },
  { name: 'record-place-not-checked', file: 'shared/store/pack-format.ts', from: 'if (header.pack !== pack || header.offset !== offset) throw', to: 'if (header.pack !== pack) throw', tests: STORED },
  { name: 'pack-header-not-checked', file: 'shared/store/pack-format.ts', from: 'if (pack !== expectedPack) throw', to: 'if (pack < 0) throw', tests: STORED },
  { name: 'record-bounds-not-checked', file: 'shared/store/pack-format.ts', from: 'if (header.payloadBytes > maxPayload) throw', to: 'if (header.payloadBytes < 0) throw', tests: STORED },
  { name: 'journal-chain-not-checked', file: 'server/repository/journal-reader.ts', from: "    if (!whole.chain.equals(whole.storedChain)) throw journalDamage", to: '    if (whole.bytes === 0) throw journalDamage', tests: [...JOURNAL, 'server/repository/damage.test.ts'] },
  { name: 'journal-numbers-not-checked', file: 'server/repository/journal-reader.ts', from: '    if (whole.record.number !== number + 1) throw journalDamage', to: '    if (whole.record.number < 0) throw journalDamage', tests: [...JOURNAL, 'server/repository/damage.test.ts'] },
  { name: 'segments-need-not-follow', file: 'server/repository/journal-reader.ts', from: 'if (end !== null && !segment.start.chain.equals(end.chain)) throw', to: 'if (end !== null && segment.totalBytes < 0) throw', tests: [...JOURNAL, 'server/repository/damage.test.ts'] },
  { name: 'damaged-middle-taken-for-a-tail', file: 'server/repository/journal-reader.ts', from: "      if (rule === 'cut') refuseDamagedMiddle(bytes, offset, number + 1, name);\n", to: '', tests: JOURNAL },
  { name: 'journal-of-another-repository', file: 'server/repository/journal-reader.ts', from: 'if (!header.repositoryId.equals(repositoryId)) throw', to: 'if (header.repositoryId.length === 0) throw', tests: [...JOURNAL, 'server/repository/damage.test.ts'] },
  { name: 'checkpoint-not-checked', file: 'server/repository/checkpoint.ts', from: ' || !checkOf(bytes).equals(bytes.subarray(16, 32))', to: '', tests: ['server/repository/repository.test.ts', 'server/repository/damage.test.ts', 'server/repository/journal.test.ts'] },
  { name: 'view-values-not-checked', file: 'server/repository/view-store.ts', from: 'return crc32c(value, crc32c(key)) === stored.readUInt32LE(end) ? value : null;', to: 'return stored.readUInt32LE(end) >= 0 ? value : null;', tests: VIEWS },
  { name: 'older-journal-accepted', file: 'server/repository/recovery.ts', from: 'if (dropped > MAX_DROPPED_BYTES) {', to: 'if (dropped > MAX_DROPPED_BYTES * 1e6) {', tests: ['server/repository/damage.test.ts', 'server/repository/rebuild.test.ts', 'server/repository/repository.test.ts'] },
  { name: 'short-pack-not-noticed', file: 'server/repository/recovery.ts', from: 'if (size !== undefined && size >= end) continue;', to: 'if (size !== undefined) continue;', tests: ['server/repository/damage.test.ts', 'server/repository/repository.test.ts'] },
];
