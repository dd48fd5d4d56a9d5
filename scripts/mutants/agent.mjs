// Bugs on the protected machine: what it sends, restores, schedules and updates itself to.
const BACKUP = ['agent/backup'];
const RESTORE = ['shared/restore', 'agent/restore'];
const TRUST = ['shared/release'];
const UPDATE = ['agent/update'];
const SCHEDULE = ['agent/schedule', 'test/model'];
const VERIFY = 'shared/release/verify.ts';

export const AGENT = [
  // Backups.
  { name: 'compressed-without-a-look-back', file: 'shared/codec/frame.ts', from: '    if (decoded.compare(plain) !== 0) throw', to: '    if (decoded.length < 0) throw', tests: ['shared/codec', 'agent/backup'] },
  { name: 'bomb-not-bounded', file: 'shared/codec/lz4.ts', from: "  if (announced !== plainBytes) throw", to: '  if (announced < 0) throw', tests: ['shared/codec', 'server/sessions'] },
  { name: 'frame-of-any-size', file: 'shared/codec/frame.ts', from: '|| plainBytes > MAX_FRAME_PLAIN_BYTES) throw', to: '|| plainBytes < -1) throw', tests: ['shared/codec', 'server/sessions'] },
  { name: 'unacknowledged-frames-forgotten', file: 'agent/backup/uploader.ts', from: 'this.offersToSend.unshift(...frames.map(({ frame }) => this.recheck(frame)), ...open);', to: 'for (const { frame } of frames) frame.acked(0);\n    this.offersToSend.unshift(...open);\n    void this.recheck;', tests: BACKUP },
  { name: 'commit-before-all-is-durable', file: 'agent/backup/uploader.ts', from: 'if (commit !== null && !commit.sent && this.streams.writable && this.isIdle()) {', to: 'if (commit !== null && !commit.sent && this.streams.writable) {', tests: BACKUP },
  { name: 'refused-proof-counts-as-held', file: 'agent/backup/uploader.ts', from: 'accepted ? STATE.held : STATE.wanted', to: 'accepted ? STATE.held : STATE.held', tests: BACKUP },
  { name: 'acks-are-not-in-order', file: 'agent/backup/uploader.ts', from: "    if (seq > this.frameSeq) throw broken(`an acknowledgement of frame ${seq}, which was not sent`);\n", to: '', tests: BACKUP },
  { name: 'ids-met-by-their-first-word', file: 'agent/backup/recent-ids.ts', from: 'for (let i = 0; same && i < WORDS; i++)', to: 'for (let i = 0; same && i < 1; i++)', tests: BACKUP },

  { name: 'links-opened-by-a-backup', file: 'agent/scan/open-for-read.ts', from: 'O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME', to: 'O_RDONLY | O_NONBLOCK | O_NOATIME', tests: ['agent/scan', 'agent/backup'] },
  { name: 'another-inode-read', file: 'agent/scan/open-for-read.ts', from: 'if (inode !== null && stat.inode !== inode) throw', to: 'if (inode !== null && stat.inode === 0n) throw', tests: ['agent/scan', 'agent/backup'] },

  // Restores.
  { name: 'restored-chunks-not-hashed', file: 'shared/restore/read/frame-decoder.ts', from: ' !== 0) decoded.wrong.push(at);', to: ' === 7) decoded.wrong.push(at);', tests: RESTORE },
  { name: 'decode-fault-not-told', file: 'shared/restore/write/decoded-plains.ts', from: '    if (frame.fault !== null) throw new FarvaultError(frame.fault.code, frame.fault.message);\n', to: '', tests: RESTORE },
  { name: 'links-followed-on-the-way-down', file: 'shared/sys/at.ts', from: 'fs.constants.O_RDONLY | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW);', to: 'fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);', tests: RESTORE },
  { name: 'names-of-two-dots', file: 'shared/format/path-order.ts', from: '(name === 1 || (name === 2 && path[start + 1] === DOT))) throw', to: 'name === 1) throw', tests: ['shared/format', 'shared/restore'] },
  { name: 'replaced-parent-written-into', file: 'shared/restore/write/directories.ts', from: 'if (stat.device === directory.device && stat.inode === directory.inode) return fd;', to: 'if (stat.device === directory.device) return fd;', tests: RESTORE },
  { name: 'target-outside-its-root', file: 'agent/restore/allowed-target.ts', from: "wanted === root || wanted.startsWith(root === '/' ? root : `${root}/`)", to: 'wanted.startsWith(root)', tests: ['agent/restore'] },
  { name: 'target-with-two-dots', file: 'agent/restore/allowed-target.ts', from: " || target.split('/').includes('..')", to: '', tests: ['agent/restore'] },

  { name: 'restored-file-not-renamed-from-a-temporary-name', file: 'shared/restore/write/file-writer.ts', from: 'fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW', to: 'fs.constants.O_RDWR | fs.constants.O_CREAT', tests: RESTORE },

  // Schedules.
  { name: 'due-time-twice', file: 'agent/schedule/plan.ts', from: '    mark.handledMs = fresh;\n  } else if', to: '  } else if', tests: SCHEDULE },
  { name: 'clock-put-back-freezes-the-job', file: 'agent/schedule/plan.ts', from: '    mark.handledMs = nowMs;\n', to: '', tests: SCHEDULE },
  { name: 'paused-job-runs', file: 'agent/schedule/plan.ts', from: 'if (job.paused || job.schedule === null) {', to: 'if (job.schedule === null) {', tests: SCHEDULE },
  { name: 'window-not-looked-at', file: 'agent/schedule/plan.ts', from: '    else if (!open) return done(soonest(next, changesMs));\n', to: '', tests: SCHEDULE },
  { name: 'retries-without-end', file: 'agent/schedule/plan.ts', from: ' || run.attempt > settings.retries) return null;', to: ') return null;', tests: SCHEDULE },

  // Updates.
  { name: 'metadata-signatures-not-checked', file: VERIFY, from: '    root.metadata.verifyDelegate(file.role, file.metadata);\n', to: '    void root;\n', tests: TRUST },
  { name: 'next-root-signed-by-itself-alone', file: VERIFY, from: '  checkSignatures(trusted, next);\n', to: '', tests: TRUST },
  { name: 'root-version-skipped', file: VERIFY, from: '  checkVersion(next, trusted.version + 1);\n', to: '', tests: TRUST },
  { name: 'rollback-not-checked', file: VERIFY, from: 'if (trusted !== null && version < trusted.version) throw', to: 'if (trusted !== null && version < 0) throw', tests: TRUST },
  { name: 'expiry-not-checked', file: VERIFY, from: '  if (expiresMs > nowMs) return;\n', to: '  if (expiresMs > nowMs || nowMs > 0) return;\n', tests: TRUST },
  { name: 'listed-hash-not-checked', file: VERIFY, from: "  try {\n    entry.verify(bytes);\n  } catch (cause) {", to: '  try {\n    void entry;\n  } catch (cause) {', tests: TRUST },
  { name: 'floor-may-go-down', file: 'shared/release/trust.ts', from: 'compareVersions(listed.minimumVersion, floor) < 0)', to: 'compareVersions(listed.minimumVersion, floor) < -9)', tests: TRUST },
  { name: 'release-hash-not-checked', file: 'agent/update/download.ts', from: '  if ((await sha256Of(file, signal)) !== target.sha256) throw', to: '  if ((await sha256Of(file, signal)).length === 0) throw', tests: UPDATE },
  { name: 'endless-download', file: 'agent/update/download.ts', from: '        if (at > target.bytes) throw', to: '        if (at < 0) throw', tests: UPDATE },
  { name: 'archive-path-not-checked', file: 'agent/update/unpack.ts', from: '  if (!isPlainPath(name)) throw', to: '  if (name === MANIFEST_NAME && !isPlainPath(name)) throw', tests: UPDATE },
  { name: 'unpacked-files-not-hashed', file: 'agent/update/unpack.ts', from: '    if ((await sha256Of(path.join(folder, name), signal)) !== listed.sha256) throw', to: "    if ((await sha256Of(path.join(folder, name), signal)) === '') throw", tests: UPDATE },
  { name: 'bad-version-forgotten', file: 'agent/update/state-files.ts', from: "    await this.#write(path.join('bad', version), oneLine(reason));\n", to: '    void oneLine(reason);\n', tests: UPDATE },
  { name: 'bad-version-tried-again', file: 'agent/update/state-files.ts', from: "return new Set(names.filter((name) => !name.endsWith(TEMP_SUFFIX) && isVersion(name)));", to: 'return new Set(names.filter((name) => name.endsWith(TEMP_SUFFIX) && isVersion(name)));', tests: UPDATE },
  { name: 'trial-good-without-a-line', file: 'agent/update/trial.ts', from: "return { id, result: (await inTime(inputs)) ? 'good' : 'unreached', reason: '' };", to: "return { id, result: (await inTime(inputs)) ? 'good' : 'good', reason: '' };", tests: ['agent/update', 'test/update'] },
  { name: 'failed-self-test-passes', file: 'agent/update/trial.ts', from: "    if (failed !== undefined) {\n", to: '    if (failed !== undefined && late) {\n', tests: ['agent/update', 'test/update'] },
];
