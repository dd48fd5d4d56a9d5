// The rules that the docs offer: valid, and of metrics that exist.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from './metrics.js';

interface Rules {
  groups: { name: string; rules: { alert: string; expr: string; for?: string; labels: { severity: string }; annotations: { summary: string } }[] }[];
}

const docs = path.join(import.meta.dirname, '..', '..', 'docs');

async function exposed(): Promise<Map<string, Set<string>>> {
  const metrics = new Metrics({ now: () => 1, monotonic: () => 1, sleep: () => Promise.resolve() });
  metrics.runEnded({ kind: 'backup', state: 'failed', startedMs: 1, endedMs: 2, counters: {} });
  metrics.callEnded('/a/B', 'OK');
  metrics.journalFlushed(1);
  const { body } = await metrics.route({
    agents: () => ({ online: 0, offline: 0, revoked: 0, behind: 0 }),
    offices: () => 0,
    jobs: () => [{ job: 'j', agent: 'a', office: 'o', lastGoodMs: 1, rpoMs: 1 }],
    runs: () => [],
    snapshots: () => Promise.resolve(0),
    repository: () => ({ writable: true, chunks: 0, bytesLogical: 0, bytesUnique: 0, bytesStored: 0, diskFreeBytes: 0, diskTotalBytes: 0, journalPosition: 0 }),
    alertsFiring: () => [],
    certificates: () => [{ kind: 'ca', expiresMs: 1 }],
    refused: () => ({ connection: 0, access: 0 }),
    eventLoop: () => ({ p50: 0, p99: 0, max: 0, blocked: 0 }),
  })();
  const labels = new Map<string, Set<string>>();
  for (const [, name, list] of body.matchAll(/^([a-z_]+)(?:\{([^}]*)\})? /gm)) labels.set(name, new Set([...(labels.get(name) ?? []), ...(list ?? '').split(',').map((one) => one.split('=')[0])]));
  return labels;
}

it('every rule has a name of its own, a severity and a summary, and asks for metrics and labels that are there', async () => {
  const { groups } = parse(readFileSync(path.join(docs, 'prometheus-rules.yml'), 'utf8')) as Rules;
  const rules = groups.flatMap((group) => group.rules);
  const metrics = await exposed();
  expect(new Set(rules.map((rule) => rule.alert)).size).toBe(rules.length);
  for (const { alert, expr, labels, annotations, for: wait } of rules) {
    expect(alert).toMatch(/^Farvault[A-Za-z]+$/);
    expect(['warning', 'critical']).toContain(labels.severity);
    expect(annotations.summary.length).toBeGreaterThan(10);
    if (wait !== undefined) expect(wait).toMatch(/^\d+[mhd]$/);
    const names = [...expr.matchAll(/\b((?:farvault|process)_[a-z_]+)(?:\{([^}]*)\})?/g)];
    if (!expr.startsWith('up{')) expect(names).not.toEqual([]);
    for (const [, name, matchers] of names) {
      expect([...metrics.keys()], alert).toContain(name);
      for (const [, label] of (matchers ?? '').matchAll(/([a-z_]+)=~?/g)) if (label !== 'job') expect([...metrics.get(name)!], `${alert}: ${label}`).toContain(label);
    }
    expect(expr.split('(').length, alert).toBe(expr.split(')').length);
  }
});

it('every metric is in the table of the docs, and every one of the table exists', async () => {
  const table = readFileSync(path.join(docs, 'monitoring.md'), 'utf8');
  const documented = new Set([...table.matchAll(/^\| `([a-z_]+)/gm)].map(([, name]) => name));
  const names = new Set([...(await exposed()).keys()].map((name) => name.replace(/_(bucket|sum|count)$/, '')));
  expect([...documented].filter((name) => name.startsWith('farvault_') || name.startsWith('process_')).sort()).toEqual([...names].sort());
});
