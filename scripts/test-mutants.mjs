// `npm run test:mutants`: plants bugs that would lose or leak data, one at a time, in a copy of the sources, and shows whether the quick suites notice. A bug
// that nobody notices fails the run. `npm run test:mutants -- NAME ...` plants those alone.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { build, ensureInstalled, root } from './lib/run.mjs';

/** `from` stands once in `file`; `suites` are those that should notice. */
const MUTANTS = [
  { name: 'pack-not-flushed', file: 'server/repository/write-pipeline.ts', from: '          await pack.flush();\n', to: '', suites: ['server/repository'] },
  { name: 'answer-before-flush', file: 'server/repository/write-pipeline.ts', from: '          await pack.flush();\n', to: '          pack.flush().catch(() => undefined);\n', suites: ['server/repository'] },
  { name: 'journal-not-flushed', file: 'server/repository/journal.ts', from: "    await this.file.datasync();\n    failpoint('journal.group.flushed');", to: "    failpoint('journal.group.flushed');", suites: ['server/repository'] },
  { name: 'answer-before-journal', file: 'server/repository/write-pipeline.ts', from: 'await Promise.allSettled(journalled)', to: "journalled.map(() => ({ status: 'fulfilled' as const, value: null }))", suites: ['server/repository'] },
  { name: 'pack-name-not-flushed', file: 'server/repository/open-pack.ts', from: '      await directory.vfs.syncDirectory(directory.path);\n', to: '', suites: ['server/repository'] },
  { name: 'small-file-not-flushed', file: 'shared/fs/durable-file.ts', from: '    await handle.datasync();\n', to: '', suites: ['shared/fs', 'server/repository'] },
  { name: 'small-file-name-not-flushed', file: 'shared/fs/durable-file.ts', from: "  failpoint('file.durable.renamed');\n  await vfs.syncDirectory(path.dirname(file));", to: "  failpoint('file.durable.renamed');", suites: ['shared/fs', 'server/repository'] },
  { name: 'pack-tail-not-cut', file: 'server/repository/open-pack.ts', from: '        await file.truncate(end);\n', to: '', suites: ['server/repository'] },
  { name: 'server-takes-any-hash', file: 'server/sessions/verify-frame.ts', from: '(i + 1) * ID_BYTES) !== 0) throw', to: '(i + 1) * ID_BYTES) === 7) throw', suites: ['server/sessions', 'server/rpc'] },
  { name: 'acknowledged-before-durable', file: 'server/sessions/frame-intake.ts', from: 'while (this.#arrived[0]?.durable === true)', to: 'while (this.#arrived[0] !== undefined)', suites: ['server/sessions', 'server/rpc'] },
  { name: 'any-proof-holds', file: 'server/sessions/proof.ts', from: "timingSafeEqual(hasher.digestBuffer(), digest) ? 'right' : 'wrong'", to: "timingSafeEqual(hasher.digestBuffer(), hasher.digestBuffer()) || digest.length === 0 ? 'right' : 'wrong'", suites: ['server/sessions', 'server/rpc'] },
  { name: 'commit-lacks-nothing', file: 'server/sessions/commit.ts', from: 'if (missing.length > 0) return', to: 'if (missing.length > 2 ** 40) return', suites: ['server/rpc'] },
  { name: 'grants-not-asked', file: 'server/snapshots/commit-check.ts', from: 'this.#parts.grants.has(this.#question.officeId, ids)', to: 'Promise.resolve(Buffer.alloc(ids.length / 32, 1))', suites: ['server/snapshots', 'server/rpc'] },
  { name: 'anybody-reads', file: 'server/rpc/read.ts', from: '  if (!own) await parts.access.mayRead(identity, open.snapshotId, open.runId);\n', to: '', suites: ['server/rpc'] },
];

ensureInstalled();
build();
const wanted = process.argv.slice(2);
const copy = mkdtempSync(path.join(os.tmpdir(), 'farvault-mutants-'));
const at = (file) => path.join(copy, file);
const missed = [];
const test = (suites) => spawnSync(process.execPath, [path.join(copy, 'node_modules/vitest/vitest.mjs'), 'run', '--bail', '1', ...suites], { cwd: copy, encoding: 'utf8', timeout: 180_000, env: { ...process.env, NO_COLOR: '1' } });
const failureOf = (run) => / FAIL +([^\n]*)/.exec(run.stdout + run.stderr)?.[1] ?? `exit ${run.status ?? run.signal}`;
try {
  for (const name of ['shared', 'server', 'agent', 'backupctl', 'test', 'proto', 'dist', 'package.json', 'vitest.config.ts', 'tsconfig.json']) cpSync(path.join(root, name), at(name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), at('node_modules'));
  const chosen = MUTANTS.filter((mutant) => wanted.length === 0 || wanted.includes(mutant.name));
  const sound = test([...new Set(chosen.flatMap((mutant) => mutant.suites))]);
  if (sound.status !== 0) throw new Error(`the suites fail with nothing planted: ${failureOf(sound)}`);
  for (const { name, file, from, to, suites } of chosen) {
    const source = readFileSync(at(file), 'utf8');
    if (source.split(from).length !== 2) throw new Error(`${name}: its place is not found once in ${file}; put the mutant right`);
    const plant = (text) => {
      writeFileSync(at(file), text);
      // Worker threads run what is compiled.
      writeFileSync(at(path.join('dist', file.replace(/\.ts$/, '.js'))), ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } }).outputText);
    };
    plant(source.replace(from, () => to));
    const run = test(suites);
    plant(source);
    const caught = run.status !== 0;
    console.log(`${caught ? 'caught' : 'MISSED'}  ${name}${caught ? `: ${failureOf(run)}` : ` (${file})`}`);
    if (!caught) missed.push(name);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(missed.length === 0 ? 'every planted bug was noticed' : `not noticed: ${missed.join(', ')}`);
process.exit(missed.length === 0 ? 0 : 1);
