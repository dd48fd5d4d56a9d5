import { beforeEach, describe, expect, test } from 'vitest';
import { blake3 } from '../../shared/hash/hash.js';
import { fakeSnapshot, type Described } from '../../shared/restore/testing/fake-snapshot.js';
import { directory, file } from '../../shared/restore/testing/trees.js';
import { DEFAULTS, type Settings } from '../../shared/settings/index.js';
import { systemClock } from '../../shared/time/clock.js';
import type { JournalBody, SnapshotRecord } from '../repository/types.js';
import { SnapshotSet } from '../snapshots/index.js';
import { extensionOf } from './tamper-figures.js';
import { TamperState } from './tamper-state.js';
import { TAMPER, TamperWatch } from './tamper-watch.js';

const DAY = 86_400_000;

/** Snapshots of one job in memory; holds go to the set as the lifecycle journals them. */
class Lab {
  readonly set = new SnapshotSet();
  readonly state = new TamperState();
  readonly chunks = new Map<string, Buffer>();
  readonly records = new Map<string, SnapshotRecord>();
  readonly pinned: string[] = [];
  settings: Settings = DEFAULTS;
  behind = false;
  #number = 0;
  watch = this.watching();

  watching(): TamperWatch {
    return new TamperWatch({
      set: this.set,
      state: this.state,
      snapshot: (id) => Promise.resolve(this.behind ? null : (this.records.get(id) ?? null)),
      // The catalog lags behind the journal.
      settled: () => Promise.resolve().then(() => void (this.behind = false)),
      settings: () => this.settings,
      readChunk: (id) => Promise.resolve(this.chunks.get(id.toString('hex'))!),
      pin: (id) => {
        this.pinned.push(id);
        return () => void this.pinned.splice(this.pinned.indexOf(id), 1);
      },
      hold: (id, hold) => Promise.resolve(this.apply({ kind: 'snapshot.held', id, hold: { id: `h${this.#number}`, sinceMs: 0, untilMs: 0, ...hold } })),
      journal: { appendJournal: (body) => Promise.resolve(this.apply(body)) },
      found: () => undefined,
      clock: systemClock,
      log: () => undefined,
    });
  }

  apply(body: JournalBody): void {
    const record = { number: ++this.#number, epoch: 1, timeMs: this.#number * DAY, body };
    this.set.apply(record);
    this.state.apply(record);
  }

  /** `claimed`: the agent's own counters. */
  async commit(tree: Described[], claimed: Record<string, number> = {}, partial = false): Promise<string> {
    const { root, rootId, index, manifest } = fakeSnapshot([directory(''), ...tree]);
    for (const chunk of [root, ...index, ...manifest]) this.chunks.set(blake3(chunk).toString('hex'), chunk);
    const id = `${this.records.size}`.padStart(32, '0');
    const record: SnapshotRecord = { id, officeId: 'o1', agentId: 'a1', jobId: 'j1', jobName: 'docs', agentName: 'fs1', officeName: 'lyon', runId: id, parentId: null, timeMs: this.records.size * DAY, rootId: rootId.toString('hex'), rootBytes: root.length, paths: ['/'], partial, counters: { filesTotal: tree.length, filesUnchanged: tree.length, bytesLogical: tree.length * 100, ...claimed } };
    this.records.set(id, record);
    this.behind = true;
    this.apply({ kind: 'snapshot.committed', snapshot: record });
    await this.watch.idle();
    expect(this.pinned).toEqual([]);
    return id;
  }

  held(): string[] {
    return [...this.set.all()].filter(({ holds }) => holds.some(({ owner }) => owner === TAMPER)).map(({ id }) => id);
  }
}

const files = (name: (i: number) => string, content: (i: number) => string = (i) => `content ${i}`, count = 100): Described[] => Array.from({ length: count }, (_, i) => file(name(i), Buffer.from(content(i).padEnd(100, '.'))));
const ORDINARY = files((i) => `f${i}.docx`);

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});

async function habit(days = 5): Promise<string[]> {
  const ids: string[] = [];
  for (let day = 0; day < days; day++) ids.push(await lab.commit(files((i) => `f${i}.docx`, (i) => `content ${i < 2 ? i + 1000 * day : i}`)));
  return ids;
}

describe('files that get an extension that the job did not have', () => {
  test('are an attack, whatever the agent says of them: the last three good ones are held', async () => {
    const good = await habit();
    const attacked = await lab.commit(files((i) => `f${i}.docx.locked`, (i) => `cipher ${i}`), { filesUnchanged: 100 });
    expect(lab.state.last('j1')).toMatchObject({ snapshotId: attacked, held: 3, findings: [{ kind: 'mass-change', severity: 'critical', summary: expect.stringContaining('.locked') as string }] });
    expect(lab.held()).toEqual(good.slice(-3));
  });

  test('are no attack when the old ones stay, when few are renamed, or when the ends are numbers and dates', async () => {
    await habit();
    await lab.commit([...ORDINARY, ...files((i) => `copy${i}.pdf`)]);
    await lab.commit([...files((i) => `f${i}.bak`, undefined, 10), ...ORDINARY.slice(10), ...files((i) => `copy${i}.pdf`)]);
    expect(lab.state.last('j1')).toBeNull();
    expect(extensionOf(Buffer.from('log/app.log.2026-01-05'))).toBe(extensionOf(Buffer.from('log/app.log.2027-11-30')));
    expect(extensionOf(Buffer.from('a.d/.profile'))).toBe('');
    expect(extensionOf(Buffer.from('a/B.DOCX'))).toBe('docx');
  });
});

test('an emptied source holds the last good ones; partial ones are not good', async () => {
  const good = await habit(3);
  await lab.commit(ORDINARY, {}, true);
  await lab.commit([], { filesTotal: 100, filesUnchanged: 100 });
  expect(lab.state.last('j1')?.findings.map(({ kind }) => kind)).toContain('shrunk');
  expect(lab.held()).toEqual(good);
});

test('a long attack holds no more than twelve, none of them suspicious; what was there before stays held', async () => {
  const good = await habit(6);
  for (let day = 0; day < 12; day++) {
    // Each night others, and in between a day that looks ordinary.
    const night = files((i) => `f${i}.x${'abcdefghijkl'[day]}`, (i) => `${day} ${i}`);
    await lab.commit(night);
    await lab.commit(night);
  }
  const held = lab.held();
  expect(held).toEqual(expect.arrayContaining(good.slice(-3)));
  expect(held.length).toBeLessThanOrEqual(12);
  expect(held.filter((id) => lab.state.isSuspect('j1', id))).toEqual([]);
});

test('holds nothing where the settings say so, and is found again by nobody after a restart', async () => {
  lab.settings = { ...DEFAULTS, tamperHold: false };
  await habit();
  const attacked = await lab.commit(files((i) => `f${i}.docx.locked`));
  expect(lab.state.last('j1')).toMatchObject({ held: 0 });
  expect(lab.held()).toEqual([]);
  const saved = lab.state.save();
  lab.state.load(JSON.parse(JSON.stringify(saved)));
  expect(lab.state.isSuspect('j1', attacked)).toBe(true);
});
