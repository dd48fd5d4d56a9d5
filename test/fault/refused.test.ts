// What must not be started: two processes on one directory (F65), configuration that is half written, of another kind or of a newer format (F66, F67).
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { PROGRAMS, runProgram, type Finished } from '../support/daemon.js';

let dir: string;
let cluster: Cluster;
const at = (...names: string[]): string => path.join(cluster.serverDir, ...names);
const agentFile = (name: string): string => path.join(cluster.agents.get('a')!.dataDir, name);
const run = (program: string, dataDir: string): Promise<Finished> => runProgram(program, ['run', '--data-dir', dataDir, ...(program === PROGRAMS.backupd ? ['--listen', '127.0.0.1:0'] : [])], { timeoutMs: 15_000 });
const backupd = (): Promise<Finished> => run(PROGRAMS.backupd, cluster.serverDir);
const agent = (): Promise<Finished> => run(PROGRAMS.agent, cluster.agents.get('a')!.dataDir);

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-refused-'));
  cluster = new Cluster(dir);
  await cluster.startServer();
  await cluster.addAgent('a', 'office');
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('a second process', () => {
  it('on the directory of a running server is refused, and the first goes on', async () => {
    const second = await backupd();
    expect(second.code).toBe(5);
    expect(second.stderr).toContain(cluster.serverDir);
    const rebuild = await runProgram(PROGRAMS.backupd, ['rebuild', '--data-dir', cluster.serverDir]);
    expect(rebuild.code).toBe(5);
    await cluster.ok(['status']);
  });

  it('on the directory of a running agent is refused, and the first goes on', async () => {
    const second = await agent();
    expect(second.code).toBe(5);
    expect(await cluster.admin.isOnline('a')).toBe(true);
  });
});

describe('a configuration', () => {
  interface Case {
    what: string;
    file: () => string;
    start: () => Promise<Finished>;
    spoil: (file: string, text: string) => void;
    says: RegExp;
  }
  const half = (file: string, text: string): void => truncateSync(file, Math.floor(text.length / 2));
  const cases: Case[] = [
    { what: 'backupd.json half written', file: () => at('backupd.json'), start: backupd, spoil: (file) => writeFileSync(file, '{\n  "advertise": [\n    "exam'), says: /backupd\.json, line 3/ },
    { what: 'backupd.json with an unknown key', file: () => at('backupd.json'), start: backupd, spoil: (file) => writeFileSync(file, '{\n  "advertise": [],\n  "advertised": []\n}'), says: /backupd\.json, line 3.*advertised/s },
    { what: 'backupd.json with a wrong type', file: () => at('backupd.json'), start: backupd, spoil: (file) => writeFileSync(file, '{\n  "advertise": 8470\n}'), says: /backupd\.json, line 2/ },
    { what: 'FARVAULT-REPOSITORY half written', file: () => at('FARVAULT-REPOSITORY'), start: backupd, spoil: half, says: /FARVAULT-REPOSITORY/ },
    { what: 'FARVAULT-REPOSITORY changed by one letter', file: () => at('FARVAULT-REPOSITORY'), start: backupd, spoil: (file, text) => writeFileSync(file, text.replace('"format":2', '"format":3')), says: /FARVAULT-REPOSITORY/ },
    { what: 'agent.json half written', file: () => agentFile('agent.json'), start: agent, spoil: half, says: /agent\.json, line \d/ },
    { what: 'agent.json with an unknown key', file: () => agentFile('agent.json'), start: agent, spoil: (file) => writeFileSync(file, '{\n  "restoreRoot": "/"\n}'), says: /agent\.json, line 2.*restoreRoot/s },
    { what: 'agent.json with a relative restore root', file: () => agentFile('agent.json'), start: agent, spoil: (file) => writeFileSync(file, '{\n  "restoreRoots": ["here"]\n}'), says: /agent\.json, line 2.*here/s },
    { what: 'identity.json half written', file: () => agentFile('identity.json'), start: agent, spoil: half, says: /identity\.json, line \d/ },
    { what: 'admin.json half written', file: () => cluster.config, start: () => cluster.ctl(['status']), spoil: half, says: /admin\.json, line \d/ },
    { what: 'admin.json with rubbish behind it', file: () => cluster.config, start: () => cluster.ctl(['status']), spoil: (file) => appendFileSync(file, '}'), says: /admin\.json, line \d/ },
  ];

  beforeAll(async () => {
    await cluster.agents.get('a')!.daemon!.stop();
    await cluster.server!.stop();
    writeFileSync(at('backupd.json'), '{ "advertise": [] }');
  });

  it.each(cases)('$what is refused, naming file and line', async ({ file, start, spoil, says }) => {
    const text = readFileSync(file(), 'utf8');
    spoil(file(), text);
    const done = await start();
    writeFileSync(file(), text);
    expect(done.code).not.toBe(0);
    expect(done.signal).toBeNull();
    expect(done.stderr).toMatch(says);
    expect(done.stderr).not.toMatch(/at .*\.js:\d+/);
  });

  it('put right, everything starts again', async () => {
    await cluster.startServer();
    await cluster.startAgent('a');
    await cluster.ok(['status']);
  });
});
