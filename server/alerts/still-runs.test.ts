import { describe, expect, it } from 'vitest';
import { StillRuns } from './still-runs.js';

describe('a run that goes on', () => {
  it('stands still while only the time that it waits goes on', () => {
    const runs = new StillRuns();
    const look = (nowMs: number, progress: Record<string, number>): number => {
      runs.look([{ id: 'a', progress }], nowMs);
      return runs.forMs('a', nowMs);
    };
    expect(look(0, { bytesRead: 1, msReading: 1 })).toBe(0);
    expect(look(60, { msReading: 61, bytesRead: 1 })).toBe(60);
    expect(look(90, { bytesRead: 2, msReading: 61 })).toBe(0);
    expect(look(120, { bytesRead: 2, msReading: 61, msPaused: 30 })).toBe(0);
    runs.look([], 130);
    expect(look(140, { bytesRead: 2, msReading: 61, msPaused: 30 })).toBe(0);
  });
});
