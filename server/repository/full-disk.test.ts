import { describe, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { SimFs, type SimOperation } from '../../shared/fs/sim-fs.js';
import { frameOf, memoryView, openTest } from './test-kit.js';
import type { OpenOptions } from './open.js';

const code = (wanted: 'NO_SPACE' | 'POISONED') => (error: unknown) => isFarvaultError(error, wanted);

function settings(vfs: SimFs, overrides: Partial<OpenOptions> = {}): Partial<OpenOptions> {
  return { vfs, lock: () => ({ release: () => undefined }), openView: () => Promise.resolve(memoryView()), ...overrides };
}

describe('a disk that fills', () => {
  it('refuses uploads below the threshold, keeps the journal going, and takes uploads again when there is space', async () => {
    const disk = { totalBytes: 200_000 };
    const vfs = new SimFs(disk);
    await vfs.mkdir('/data');
    let ms = 0;
    const clock = { now: () => 5, monotonic: () => (ms += 2_000), sleep: (_: number, signal?: AbortSignal) => new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped')))) };
    const { repository } = await openTest('/data', settings(vfs, { clock, minFreeBytes: 20_000 }));
    const kept = frameOf('kept', 2, 10_000);
    await repository.appendFrame(kept);
    const filler = await vfs.open('/data/filler', 'create');
    const { freeBytes } = await vfs.space();
    await filler.write([Buffer.alloc(freeBytes - 15_000)], 0);
    await expect(repository.appendFrame(frameOf('refused', 2, 1_000))).rejects.toSatisfy(code('NO_SPACE'));
    expect(repository.health().writable).toBe(false);
    expect((await repository.readFrame((await repository.locate(kept.ids))[0]!)).payload.equals(kept.payload)).toBe(true);
    await repository.appendJournal({ kind: 'note' });
    await filler.write([Buffer.alloc(14_900)], freeBytes - 15_000);
    // Nothing is left but the reserve, which the journal takes.
    for (let i = 0; i < 10; i++) await repository.appendJournal({ kind: 'note', text: 'x'.repeat(100) });
    expect(await vfs.readdir('/data')).not.toContain('reserve');
    await filler.truncate(0);
    await repository.appendFrame(frameOf('again', 2, 1_000));
    expect(repository.health()).toEqual({ writable: true, reason: null });
    await repository.close();
    const second = await openTest('/data', settings(vfs, { minFreeBytes: 20_000 }));
    expect((await second.repository.locate(kept.ids))[0]).not.toBeNull();
    await second.repository.close();
  });
});

describe('a pack that goes on a full disk', () => {
  it('makes room when nothing in it is wanted; else it stays, whole, until there is room for the copies', async () => {
    const vfs = new SimFs({ totalBytes: 200_000 });
    await vfs.mkdir('/data');
    const { repository, failures } = await openTest('/data', settings(vfs, { minFreeBytes: 20_000 }));
    const [kept, dead] = [frameOf('kept', 2, 10_000), frameOf('dead', 2, 10_000)];
    for (const frame of [kept, dead]) {
      await repository.appendFrame(frame);
      await repository.sealOpenPack();
    }
    const filler = await vfs.open('/data/filler', 'create');
    await filler.write([Buffer.alloc((await vfs.space()).freeBytes - 50)], 0);
    const compact = (pack: number): Promise<unknown> => repository.compactPack(pack, { changes: 0, isLive: (ids, at) => kept.ids.includes(ids.subarray(at, at + 32)), hasSnapshot: () => false }, new AbortController().signal);
    await expect(compact(1)).rejects.toSatisfy(code('NO_SPACE'));
    expect((await repository.readFrame((await repository.locate(kept.ids))[0]!)).pack).toBe(1);
    const { freedBytes } = (await compact(2)) as { freedBytes: number };
    expect(freedBytes).toBeGreaterThan(20_000);
    expect((await vfs.space()).freeBytes).toBeGreaterThan(20_000);
    await filler.truncate(0);
    await compact(1);
    expect((await repository.readFrame((await repository.locate(kept.ids))[0]!)).pack).toBe(3);
    expect(failures).toEqual([]);
    await repository.close();
  });
});

/** Fails the nth of an operation on a kind of file, once or from then on. */
function failing(operation: SimOperation, suffix: string, nth: number, error: string, sticky: boolean): { fault: (operation: SimOperation, file: string) => string | null; arm(): void } {
  let seen = 0;
  let armed = false;
  return {
    arm: () => (armed = true),
    fault: (now, file) => (armed && now === operation && file.endsWith(suffix) && (++seen === nth || (sticky && seen > nth)) ? error : null),
  };
}

describe('each failing write', () => {
  const cases = (['.fvp', '.fvj'] as const).flatMap((suffix) => (['write', 'sync'] as const).flatMap((operation) => ['ENOSPC', 'EIO'].flatMap((error) => [1, 2, 4].map((nth) => ({ suffix, operation, error, nth })))));

  it.each(cases)('$operation of $suffix, $error at hit $nth: nothing acknowledged is lost, and it goes on or says that it cannot', async ({ suffix, operation, error, nth }) => {
    const failure = failing(operation, suffix, nth, error, true);
    const vfs = new SimFs({ totalBytes: 1 << 20, fault: failure.fault });
    await vfs.mkdir('/data');
    const { repository, failures } = await openTest('/data', settings(vfs));
    failure.arm();
    const kept: string[] = [];
    const refused: unknown[] = [];
    for (let i = 0; i < 6; i++) {
      await repository.appendFrame(frameOf(`f ${i}`)).then(
        () => kept.push(`f ${i}`),
        (reason: unknown) => refused.push(reason),
      );
    }
    const poisons = operation === 'sync' || error === 'EIO';
    expect(refused.length).toBeGreaterThan(0);
    for (const reason of refused) expect(reason).toSatisfy(code(poisons ? 'POISONED' : 'NO_SPACE'));
    expect(failures.length).toBe(poisons ? 1 : 0);
    expect(repository.health().writable).toBe(!poisons);
    await repository.close().catch(() => undefined);
    const second = await openTest('/data', settings(new SimFs({ totalBytes: 1 << 20 }, vfs.snapshot())));
    for (const seed of kept) {
      const frame = frameOf(seed);
      expect((await second.repository.readFrame((await second.repository.locate(frame.ids))[0]!)).payload.equals(frame.payload)).toBe(true);
    }
    await second.repository.close();
  });
});
