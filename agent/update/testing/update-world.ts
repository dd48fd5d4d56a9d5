// A machine with two slots, a server that gives what a test wants, and an agent's UpdateManager between them. Time passes a hundred times as fast.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import semver from 'semver';
import { VERSION } from '../../../shared/config/version.js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import { START_MS, TestRepository } from '../../../shared/release/testing/repository.js';
import type { ReleaseTarget } from '../../../shared/release/types.js';
import { systemClock, type Clock } from '../../../shared/time/clock.js';
import type { Installed } from '../installed.js';
import type { UpdateSource } from '../source.js';
import { UpdateManager, type UpdateDependencies } from '../update-manager.js';
import type { Report } from '../update-files.js';
import { releaseArchive, type TestFile } from './archives.js';

const SPEED = 100;
export const NEXT = semver.inc(VERSION, 'minor')!;
export const PLATFORM = `${process.platform}-${process.arch}`;
const FILES: TestFile[] = [
  ['backup-agent', '#!/bin/sh\n', 0o755],
  ['lib/main.js', Array.from({ length: 20_000 }, (_, i) => (i * 2_654_435_761) % 1_000_003).join(), 0o644],
];

export const fastClock: Clock = {
  now: () => START_MS + systemClock.monotonic() * SPEED,
  monotonic: () => systemClock.monotonic() * SPEED,
  sleep: (ms, signal) => systemClock.sleep(ms / SPEED, signal),
};

export class UpdateWorld implements UpdateSource {
  readonly top = mkdtempSync(path.join(os.tmpdir(), 'farvault-update-'));
  readonly home = path.join(this.top, 'home');
  readonly dataDir = path.join(this.top, 'data');
  readonly repository = new TestRepository();
  readonly archive: { bytes: Buffer; sha256: string };
  readonly states: string[] = [];
  reports: Report[] = [];
  /** Offsets asked for. */
  readonly reads: number[] = [];
  /** What the server gives of an archive, in parts. */
  serve: (offset: number, limit: number) => Iterable<Buffer> = (offset, limit) => this.parts(this.archive.bytes, offset, limit);
  busy = false;
  due = false;
  held = 0;
  #online = false;

  constructor(facts: Record<string, unknown> = {}) {
    for (const folder of ['home/slots/a', 'home/state', 'data/update']) mkdirSync(path.join(this.top, folder), { recursive: true });
    writeFileSync(path.join(this.home, 'launcher'), '#!/bin/sh\necho 1\n', { mode: 0o755 });
    this.put('current', 'a');
    writeFileSync(path.join(this.dataDir, 'update', 'root.json'), this.repository.firstRoot);
    this.archive = releaseArchive(FILES, { version: NEXT, platform: PLATFORM, ...facts });
  }

  /** The release as the signed targets list it. */
  publish(change: Partial<ReleaseTarget> = {}): void {
    this.repository.minimumVersion = VERSION;
    this.repository.releases = [{ version: NEXT, platform: PLATFORM as ReleaseTarget['platform'], channels: ['stable'], launcher: 1, bytes: this.archive.bytes.length, sha256: this.archive.sha256, ...change }];
    this.repository.publish();
  }

  metadata: UpdateSource['metadata'] = async (name, maxBytes, signal) => {
    this.#needLine();
    return this.repository.source(name, maxBytes, signal);
  };

  #needLine(): void {
    if (!this.#online) throw new FarvaultError('UNAVAILABLE', 'there is no line');
  }

  async *read(sha256: string, offset: number, limit: number): AsyncGenerator<Buffer> {
    this.#needLine();
    this.reads.push(offset);
    if (sha256 !== this.archive.sha256) throw new FarvaultError('NOT_FOUND', 'no such archive');
    for (const part of this.serve(offset, limit)) yield await Promise.resolve(part);
  }

  *parts(bytes: Buffer, offset: number, limit: number): Generator<Buffer> {
    const end = Math.min(bytes.length, offset + limit);
    for (let at = offset; at < end; at += 4_096) yield bytes.subarray(at, Math.min(end, at + 4_096));
  }

  put(name: string, line: string): void {
    writeFileSync(path.join(this.home, 'state', name), `${line}\n`);
  }

  state(name: string): string | null {
    try {
      return readFileSync(path.join(this.home, 'state', name), 'utf8').trim();
    } catch {
      return null;
    }
  }

  /** A process of the agent. `trial`: its id. */
  async start({ installed = true, trial = null, channel = 'stable', connected = true }: { installed?: boolean; trial?: string | null; channel?: string; connected?: boolean } = {}): Promise<Started> {
    const machine: Installed = { home: this.home, slot: trial === null ? 'a' : 'b', trialId: trial, trialMs: 20_000 };
    const manager = await UpdateManager.open({
      dataDir: this.dataDir,
      folder: path.join(this.dataDir, 'update'),
      installed: installed ? machine : null,
      channel,
      source: this,
      clock: fastClock,
      random: () => 0.5,
      log: () => undefined,
      runs: this.#runs(),
      schedule: { faultyJobs: [], isDueWithin: () => this.due },
    });
    this.#online = false;
    if (connected) this.connect(manager);
    const stop = new AbortController();
    const ended = manager.run(stop.signal);
    return { manager, ended, stop: () => (stop.abort(new Error('the test is over')), ended) };
  }

  #runs(): UpdateDependencies['runs'] {
    const isBusy = (): boolean => this.busy;
    return {
      get isBusy() {
        return isBusy();
      },
      hold: () => void this.held++,
      release: () => void this.held--,
    };
  }

  connect(manager: UpdateManager): void {
    this.#online = true;
    manager.attach(({ update }) => {
      if (!update) return true;
      this.reports.push(update as Report);
      if (this.states.at(-1) !== update.state) this.states.push(update.state!);
      return true;
    });
  }

  order(manager: UpdateManager, { version = NEXT, rollout = 'r1', settings = {} }: { version?: string; rollout?: string; settings?: object } = {}): void {
    manager.take({ rollout, version, settingsJson: JSON.stringify(settings) });
  }

  async until(what: string, probe: () => boolean): Promise<void> {
    for (const end = performance.now() + 15_000; !probe(); ) {
      if (performance.now() > end) throw new Error(`waited in vain for ${what}; told: ${JSON.stringify(this.reports.slice(-3))}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  remove(): void {
    rmSync(this.top, { recursive: true, force: true });
  }
}

export interface Started {
  manager: UpdateManager;
  ended: Promise<void>;
  stop(): Promise<void>;
}
