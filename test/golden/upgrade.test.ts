// Data directories of earlier releases, kept in test/golden/repositories, opened by the server of today (F67): what they hold comes back bit by bit, a kill at any step of the upgrade
// leaves a directory that opens, and a directory that is newer than the server is not touched by any command.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compareTrees } from '../support/compare-trees.js';
import { Daemon, PROGRAMS, repositoryRoot, runProgram, type Finished } from '../support/daemon.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-upgrade-'));
const golden = path.join(dir, 'golden');
const dataDir = path.join(dir, 'server');
const root = process.getuid?.() === 0;

const backupd = (args: string[], failpoint?: string): Promise<Finished> => runProgram(PROGRAMS.backupd, [args[0], '--data-dir', dataDir, ...args.slice(1)], failpoint === undefined ? {} : { env: { FARVAULT_FAILPOINTS: failpoint } });
const formatOf = (): unknown => (JSON.parse(readFileSync(path.join(dataDir, 'FARVAULT-REPOSITORY'), 'utf8').split('\n')[0]) as { format: unknown }).format;

/** Names, kinds, modes, times and bytes of everything in the directory. */
function digest(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(dataDir, name);
    const stat = lstatSync(file);
    hash.update(`${name}\0${stat.mode}\0${stat.mtimeMs}\0`);
    if (stat.isSymbolicLink()) hash.update(readlinkSync(file));
    if (stat.isFile()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

beforeAll(() => {
  execFileSync('mkdir', [golden]);
  execFileSync('tar', ['-C', golden, '-xzf', path.join(repositoryRoot, 'test/golden/repositories/format-1.tar.gz')]);
});

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const put = (): void => cpSync(path.join(golden, 'server'), dataDir, { recursive: true, preserveTimestamps: true });

describe('a data directory of format 1', () => {
  /** What the server says of it, with a new administrator: the certificates in the directory may have ended. */
  async function holds(): Promise<void> {
    const config = path.join(dir, 'admin.json');
    const made = await backupd(['admin', '--name', 'today', '--output', config]);
    expect(made.code, made.stderr).toBe(0);
    const server = new Daemon(PROGRAMS.backupd, ['run', '--data-dir', dataDir, '--listen', '127.0.0.1:0', '--http', 'off'], path.join(dir, 'server.log'));
    try {
      await server.waitFor('the server', () => /\bready\b/.test(server.output));
      const { listen } = JSON.parse(readFileSync(path.join(dataDir, 'run.json'), 'utf8')) as { listen: string };
      writeFileSync(config, JSON.stringify({ ...(JSON.parse(readFileSync(config, 'utf8')) as object), addresses: [listen] }));
      const ctl = async (...args: string[]): Promise<string> => {
        const done = await runProgram(PROGRAMS.ctl, ['--config', config, ...args]);
        expect(done.code, `${args.join(' ')}: ${done.stderr}`).toBe(0);
        return done.stdout.toString();
      };
      const status = JSON.parse(await ctl('status', '--json')) as Record<string, unknown>;
      expect(status).toMatchObject({ format: 2, upgradedFrom: 1, health: 'ok', agents: 1, jobs: 1, snapshots: 2 });
      expect(status['upgradedAt']).not.toBeNull();
      const out = path.join(dir, 'restored');
      await ctl('restore', 'latest:docs', '--output', out);
      expect(compareTrees(path.join(golden, 'tree'), path.join(out, 'tmp/farvault-golden/tree'), { owners: root }).differences).toEqual([]);
      rmSync(out, { recursive: true });
      const [, older] = JSON.parse(await ctl('snapshot', 'list', '--job', 'docs', '--json')) as { id: string }[];
      await ctl('restore', older.id, '--output', out);
      const differences = compareTrees(path.join(golden, 'tree'), path.join(out, 'tmp/farvault-golden/tree'), { owners: root }).differences.map((one) => one.path);
      expect(differences.filter((name) => name.endsWith('second'))).not.toEqual([]);
      rmSync(out, { recursive: true });
      expect(await ctl('export')).toMatch(/gold-is-critical[\s\S]*tier: gold|tier: gold[\s\S]*gold-is-critical/);
      expect(await ctl('user', 'list')).toContain('maria');
      expect(await ctl('policy', 'show', 'office', 'lyon')).toContain('maxRuns');
    } finally {
      await server.stop();
    }
  }

  it('opens after a kill at each step of the upgrade, with views made anew, and gives back what it holds; the upgrade is recorded once', { timeout: 120_000 }, async () => {
    put();
    const points = ['upgrade.begin=kill', 'upgrade.journalled=kill', 'file.durable.created=kill', 'file.durable.written=kill', 'file.durable.flushed=kill', 'file.durable.renamed=kill'];
    for (const point of points) {
      expect(formatOf()).toBe(1);
      expect([point, (await backupd(['rebuild'], point)).signal]).toEqual([point, 'SIGKILL']);
    }
    expect(formatOf()).toBe(2);
    const journal = readdirSync(path.join(dataDir, 'journal')).filter((name) => name.endsWith('.fvj')).map((name) => readFileSync(path.join(dataDir, 'journal', name), 'latin1')).join('');
    expect(journal.split('"kind":"repository.upgraded"')).toHaveLength(2);
    const rebuilt = await backupd(['rebuild']);
    expect(rebuilt.code, rebuilt.stderr).toBe(0);
    await holds();
  });

  it('killed when the marker has just been written, opens as what it is', async () => {
    put();
    expect((await backupd(['rebuild'], 'upgrade.marked=kill')).signal).toBe('SIGKILL');
    expect(formatOf()).toBe(2);
    const rebuilt = await backupd(['rebuild']);
    expect(rebuilt.code, rebuilt.stderr).toBe(0);
    expect(rebuilt.stdout.toString()).not.toContain('upgraded');
  });
});

describe('a data directory of a newer format', () => {
  it('is refused by every command, and nothing in it is touched', async () => {
    put();
    const marker = path.join(dataDir, 'FARVAULT-REPOSITORY');
    writeFileSync(marker, readFileSync(marker, 'utf8').replace('"format":1', '"format":3'));
    const before = digest();
    const commands = [['run', '--listen', '127.0.0.1:0', '--http', 'off'], ['rebuild'], ['rebuild', '--from-packs'], ['admin'], ['init']];
    for (const done of await Promise.all(commands.map((args) => backupd(args)))) {
      expect(done.code).not.toBe(0);
      expect(done.signal).toBeNull();
      expect(done.stderr).toMatch(/format 3; this program reads up to 2[\s\S]*newer backupd|is not empty/);
    }
    expect(digest()).toBe(before);
  });
});
