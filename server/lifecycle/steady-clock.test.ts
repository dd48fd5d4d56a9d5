import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CREDIT_MS } from './steady-clock.js';
import { DAY, HOUR, Lab, NOW, YEAR } from './testing/lab.js';

const ABOUT = { reason: 'test', approval: '', askedBy: 'maria' };

describe('the steady clock', () => {
  it('goes with a wall clock that is right, over restarts', async () => {
    const lab = new Lab();
    for (let i = 0; i < 10; i++) {
      await lab.run(5 * HOUR);
      lab.boot(i % 2 === 0 ? 'replay' : 'checkpoint');
      expect([lab.steady.now() - lab.wallMs, lab.steady.doubt()]).toEqual([0, '']);
    }
  });

  it.each([['ten years ahead', 10 * YEAR], ['a day back', -DAY], ['two hours ahead', 2 * HOUR]])('does not follow a wall clock that is set %s, and is in doubt until it is put right', async (_name, ms) => {
    const lab = new Lab();
    await lab.run(DAY);
    lab.wallMs += ms;
    expect(lab.steady.now()).toBe(NOW + DAY);
    expect(lab.steady.doubt()).not.toBe('');
    await lab.run(DAY);
    expect(lab.steady.now()).toBe(NOW + 2 * DAY);
    lab.wallMs -= ms;
    expect(lab.steady.doubt()).toBe('');
  });

  it.each([['ten years ahead', 10 * YEAR], ['eight days ahead', 8 * DAY]])('does not believe a clock that is %s after a restart, nor any of it', async (_name, ms) => {
    const lab = new Lab();
    await lab.run(DAY);
    lab.off(ms);
    lab.boot();
    expect(lab.steady.now()).toBe(NOW + DAY);
    expect(lab.steady.doubt()).not.toBe('');
    lab.wallMs -= ms;
    expect(lab.steady.doubt()).toBe('');
  });

  it('counts a weekend in which the server was off', async () => {
    const lab = new Lab();
    await lab.run(DAY);
    lab.off(2 * DAY);
    lab.boot();
    expect([lab.steady.now(), lab.steady.doubt()]).toEqual([lab.wallMs, '']);
  });

  it('believes many restarts no more than one', async () => {
    const lab = new Lab();
    await lab.run(DAY);
    for (let i = 0; i < 100; i++) {
      lab.off(6 * DAY);
      lab.boot();
      await lab.steady.mark();
    }
    expect(lab.steady.now()).toBe(NOW + 7 * DAY);
    expect(lab.steady.doubt()).not.toBe('');
  });

  it('never goes back over a restart with a clock that was set back', async () => {
    const lab = new Lab();
    await lab.run(DAY);
    const before = lab.steady.now();
    lab.off(-3 * DAY);
    lab.boot();
    expect(lab.steady.now()).toBe(before);
  });

  it('takes nothing from a clock that was behind and is put right while the server is off', async () => {
    const lab = new Lab();
    await lab.run(DAY);
    lab.wallMs -= 2 * DAY;
    await lab.run(DAY);
    lab.off(2 * DAY + 3 * HOUR);
    lab.boot();
    expect([lab.steady.now(), lab.steady.doubt()]).toEqual([NOW + 2 * DAY + 3 * HOUR, '']);
  });

  it('makes up for a drift, and for pauses of the machine, without a doubt', async () => {
    const lab = new Lab();
    for (let day = 0; day < 120; day++) {
      await lab.run(DAY);
      lab.off(60_000);
    }
    expect(lab.steady.doubt()).toBe('');
    await lab.run(DAY);
    expect(lab.wallMs - lab.steady.now()).toBe(0);
  });

  it('is set forward when the wall clock is confirmed', async () => {
    const lab = new Lab();
    await lab.run(DAY);
    lab.off(30 * DAY);
    lab.boot();
    await lab.steady.confirm(ABOUT);
    expect([lab.steady.now(), lab.steady.doubt()]).toEqual([lab.wallMs, '']);
    lab.boot('checkpoint');
    expect([lab.steady.now(), lab.steady.doubt()]).toEqual([lab.wallMs, '']);
  });

  it('stands still when a wall clock that is behind is confirmed, until that has come so far', async () => {
    const lab = new Lab();
    await lab.run(DAY);
    const before = lab.steady.now();
    lab.off(-3 * DAY);
    await lab.steady.confirm(ABOUT);
    await lab.run(2 * DAY);
    lab.boot();
    expect([lab.steady.now(), lab.steady.doubt()]).toEqual([before, '']);
    await lab.run(2 * DAY);
    expect(lab.steady.now()).toBe(lab.wallMs);
  });

  it('never goes back, and never gains more than the process ran twice over and a week, whatever is done to the wall clock', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('run' as const), ms: fc.integer({ min: 1, max: 6 * HOUR }) }),
      fc.record({ kind: fc.constant('set' as const), ms: fc.oneof(fc.integer({ min: -YEAR, max: YEAR }), fc.integer({ min: -2 * HOUR, max: 2 * HOUR })) }),
      fc.record({ kind: fc.constantFrom('restart' as const, 'crash' as const, 'checkpoint' as const), ms: fc.oneof(fc.integer({ min: 0, max: 8 * DAY }), fc.integer({ min: -YEAR, max: 20 * YEAR })) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const lab = new Lab();
        await lab.steady.mark();
        let ran = 0;
        let lastMs = lab.steady.now();
        let journalledMs = lastMs;
        for (const { kind, ms } of steps) {
          if (kind === 'run') {
            lab.pass(ms);
            ran += ms;
          } else if (kind === 'set') lab.wallMs += ms;
          else {
            if (kind === 'restart') await lab.steady.mark();
            if (kind === 'restart') journalledMs = lastMs = lab.steady.now();
            lab.off(ms);
            lab.boot(kind === 'checkpoint' ? 'checkpoint' : 'replay');
            // A crash may forget what was journalled nowhere, and nothing else.
            lastMs = journalledMs;
            const atStart = lab.steady.now();
            expect(atStart).toBeGreaterThanOrEqual(journalledMs);
            await lab.steady.mark();
            journalledMs = atStart;
          }
          const nowMs = lab.steady.now();
          expect(nowMs).toBeGreaterThanOrEqual(lastMs);
          if (kind !== 'run' && kind !== 'set') expect(nowMs - lastMs).toBeLessThanOrEqual(MAX_CREDIT_MS);
          lastMs = nowMs;
          expect(nowMs - NOW).toBeLessThanOrEqual(ran * 2.02 + MAX_CREDIT_MS + 1);
        }
      }),
      { numRuns: 200 },
    );
  });
});
