import { expect, it } from 'vitest';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { RunBoard } from './run-board.js';

const run = (id: string, more: object = {}): Run__Output =>
  ({ id, job: `job-${id}`, agent: 'files', kind: 'backup', state: 'running', queuedMs: 1, startedMs: 1, endedMs: 0, error: '', phase: '', waitingFor: '', currentPath: Buffer.alloc(0), counters: { filesTotal: 1, filesExpected: 0, bytesLogical: 50, bytesExpected: 100, bytesSent: 5 }, ...more }) as unknown as Run__Output;

function board(out: object): { board: RunBoard; written: string[]; pass(ms: number): void } {
  const written: string[] = [];
  let now = 0;
  return { board: new RunBoard({ write: (text: string) => written.push(text), ...out }, () => now), written, pass: (ms) => void (now += ms) };
}

it('several runs on a terminal: a line with a bar for each, no wider and no higher than it, and a line that stays for each that ends', () => {
  const { board: shown, written, pass } = board({ isTTY: true, columns: 60, rows: 4 });
  for (const id of ['a', 'b', 'c']) {
    shown.update(run(id));
    pass(1_000);
  }
  const lines = written.at(-1)!.replaceAll(/\x1b\[\d*[A-Z]/g, '').trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(59);
  expect(lines[0]).toContain('[##########');
  expect(lines[2]).toBe('and 1 more');
  shown.update(run('a', { state: 'failed', endedMs: 5_001, error: 'no\x1bspace' }));
  expect(written.at(-1)).toContain('failed after 5 s: no\\x1b');
  shown.clear();
  expect(written.at(-1)).toBe('\x1b[2A\x1b[J');
});

it('several runs elsewhere: a line at each change of state and now and then, without control characters', () => {
  const { board: shown, written, pass } = board({});
  shown.update(run('a', { state: 'queued', waitingFor: 'its turn' }));
  for (let i = 0; i < 30; i++) {
    pass(1_000);
    shown.update(run('a'));
  }
  shown.update(run('a', { state: 'succeeded', endedMs: 9_001 }));
  expect(written[0]).toBe('a job-a@files  queued: waits for its turn\n');
  expect(written.at(-1)).toBe('a job-a@files  succeeded after 9 s\n');
  expect(written).toHaveLength(5);
  expect(written.join('')).not.toContain('\x1b');
});
