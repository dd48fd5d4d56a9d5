// What Prometheus reads.
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import type { JobFigures, MetricSources } from './metric-sources.js';
import { Metrics } from './metrics.js';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

function setUp(jobs: JobFigures[], changed: Partial<MetricSources> = {}) {
  let now = NOW;
  const metrics = new Metrics({ now: () => now, monotonic: () => now, sleep: () => Promise.resolve() });
  const route = metrics.route({
    agents: () => ({ online: 2, offline: 1, revoked: 0, behind: 1 }),
    offices: () => 1,
    jobs: () => jobs,
    runs: () => [{ state: 'running' }, { state: 'running' }],
    snapshots: () => Promise.resolve(7),
    repository: () => ({ writable: true, chunks: 10, bytesLogical: 300, bytesUnique: 200, bytesStored: 100, diskFreeBytes: 5, diskTotalBytes: 9, journalPosition: 42 }),
    alertsFiring: () => [{ severity: 'critical', count: 2 }],
    certificates: () => [{ kind: 'agent', expiresMs: NOW + HOUR }, { kind: 'agent', expiresMs: NOW }, { kind: 'ca', expiresMs: NOW }],
    refused: () => ({ connection: 4, access: 2 }),
    eventLoop: () => ({ p50: 0, p99: 0.02, max: 0.5, blocked: 3 }),
    ...changed,
  });
  const scrape = async (): Promise<string> => {
    now += 2_000;
    return (await route()).body;
  };
  return { metrics, scrape };
}

const job = (name: string, lastGoodMs: number, rpoMs = 0): JobFigures => ({ job: name, agent: 'one', office: 'lyon', lastGoodMs, rpoMs });

describe('metrics', () => {
  it('show what is, and count what happens', async () => {
    const { metrics, scrape } = setUp([job('docs', NOW - HOUR, HOUR / 2), job('mail', 0, HOUR), job('new', 0)]);
    metrics.runEnded({ kind: 'backup', state: 'failed', startedMs: NOW, endedMs: NOW + 90_000, counters: { bytesSent: 11 } });
    metrics.runEnded({ kind: 'backup', state: 'cancelled', startedMs: 0, endedMs: NOW, counters: {} });
    metrics.callEnded('/farvault.v1.Admin/GetStatus', 'OK');
    metrics.journalFlushed(3);
    const text = await scrape();
    for (const line of [
      'farvault_agents{state="online"} 2',
      'farvault_agents_behind 1',
      'farvault_runs_total{kind="backup",state="failed"} 1',
      'farvault_runs_active{state="running"} 2',
      'farvault_runs_active{state="queued"} 0',
      'farvault_run_duration_seconds_bucket{le="300",kind="backup"} 1',
      'farvault_run_duration_seconds_count{kind="backup"} 1',
      'farvault_backup_bytes_total{what="sent"} 11',
      'farvault_grpc_requests_total{method="GetStatus",code="OK"} 1',
      'farvault_journal_flush_seconds_bucket{le="0.005"} 1',
      'farvault_alerts_firing{severity="warning"} 0',
      'farvault_alerts_firing{severity="critical"} 2',
      `farvault_certificate_expiry_timestamp_seconds{kind="agent"} ${NOW / 1000}`,
      'farvault_event_loop_delay_seconds{quantile="0.99"} 0.02',
      'farvault_event_loop_blocked_total 3',
      'farvault_refused_total{what="connection"} 4',
      'farvault_refused_total{what="access"} 2',
      'farvault_job_recovery_point_age_seconds{office="lyon",agent="one",job_name="docs"} 3602',
      'farvault_job_rpo_target_seconds{office="lyon",agent="one",job_name="mail"} 3600',
      'farvault_jobs_beyond_rpo 2',
      'farvault_jobs_without_backup 2',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toContain('last_success_timestamp_seconds{office="lyon",agent="one",job_name="mail"}');
  });

  it('forget a job that is gone, and hide none behind another scrape', async () => {
    const jobs = [job('docs', NOW)];
    const { scrape } = setUp(jobs);
    expect(await scrape()).toContain('job_name="docs"');
    jobs[0] = job('mail', NOW);
    const [one, two] = await Promise.all([scrape(), scrape()]);
    expect(one).toContain('job_name="mail"');
    expect(two).toContain('job_name="mail"');
    expect(one).not.toContain('job_name="docs"');
  });

  it('give no series a job above their limit, but still the sums', async () => {
    const { scrape } = setUp(Array.from({ length: 2_001 }, (_, i) => job(`j${i}`, NOW - 2 * HOUR, HOUR)));
    const text = await scrape();
    expect(text).toContain('farvault_job_series_omitted 1');
    expect(text).toContain('farvault_jobs_beyond_rpo 2001');
    expect(text).not.toContain('job_name="');
  });

  it('a source that fails does not hide that, and the next scrape works again', async () => {
    let fails = true;
    const { scrape } = setUp([], { snapshots: () => (fails ? Promise.reject(new Error('view')) : Promise.resolve(1)) });
    await expect(scrape()).rejects.toThrow('view');
    fails = false;
    expect(await scrape()).toContain('farvault_snapshots 1');
  });

  it('a thousand jobs are scraped in well under a tenth of a second', async () => {
    const { scrape } = setUp(Array.from({ length: 1_000 }, (_, i) => job(`job-${i}`, NOW - i * HOUR, HOUR)));
    await scrape();
    const from = performance.now();
    const text = await scrape();
    const took = performance.now() - from;
    if (process.env['SAY'] !== undefined) console.log(`${took.toFixed(1)} ms, ${text.length} bytes`);
    expect(took).toBeLessThan(1_000);
  });
});
