import { expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import { KINDS } from './kinds.js';
import { RuleSet } from './rules.js';
import { HOUR, NOW, world } from './testing.js';
import type { CopyFacts } from './world.js';

const alerts = (copy: Partial<CopyFacts>): object[] =>
  evaluate(world({ copies: [{ name: 'usb', folder: '/mnt/usb', setMs: NOW - 100 * HOUR, lateAfterMs: 36 * HOUR, goodMs: NOW - HOUR, error: '', lacks: 0, ...copy }] }), new RuleSet([]), KINDS, NOW).conditions.map(({ kind, subject, severity, summary }) => ({ kind, subject, severity, summary }));

it('tells of a copy that is late, has failed or lacks something', () => {
  const told = { kind: 'copy', subject: 'copy usb' };
  expect(alerts({})).toEqual([]);
  expect(alerts({ goodMs: 0, setMs: NOW - HOUR })).toEqual([]);
  expect(alerts({ goodMs: NOW - 40 * HOUR })).toMatchObject([{ ...told, severity: 'critical' }]);
  expect(alerts({ goodMs: 0 })).toMatchObject([{ ...told, severity: 'critical', summary: 'there is none yet' }]);
  expect(alerts({ error: 'is the disk mounted?' })).toMatchObject([{ ...told, severity: 'warning', summary: expect.stringContaining('is the disk mounted?') as string }]);
  expect(alerts({ error: 'pack 3 is damaged', lacks: 1 })).toMatchObject([{ ...told, severity: 'critical' }]);
});
