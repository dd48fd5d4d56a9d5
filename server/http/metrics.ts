// Metrics for Prometheus (docs/monitoring.md). What happens is counted here as it happens; what is, is read from its domain at each scrape. Labels are few and
// bounded: names of offices, agents and jobs (above MAX_JOB_SERIES jobs none), kinds, states, RPC methods. No paths, no addresses, no messages.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { VERSION } from '../../shared/config/version.js';
import type { Clock } from '../../shared/time/clock.js';
import type { HttpReply } from './listener.js';
import type { EndedRun, JobFigures, MetricSources } from './metric-sources.js';

/** With more jobs than this there is no series a job, only the sums. */
const MAX_JOB_SERIES = 2_000;
/** Scrapes within this share one answer: a flood of them costs no more than one a second. */
const FRESH_MS = 1_000;
const SECONDS = 1_000;

const BACKUP_BYTES = ['Read', 'Logical', 'Sent', 'Stored'] as const;

export class Metrics {
  readonly #registry = new Registry();
  readonly #runs = this.#counter('farvault_runs_total', 'Runs ended since the start of the process', ['kind', 'state']);
  readonly #bytes = this.#counter('farvault_backup_bytes_total', 'Bytes of ended backups: read, logical (protected), sent (compressed, on the wire), stored', ['what']);
  readonly #rpcs = this.#counter('farvault_grpc_requests_total', 'Calls ended, by method and result', ['method', 'code']);
  readonly #refused = this.#counter('farvault_refused_total', 'Connections refused in the handshake (connection), calls that administrators have no right to (access)', ['what']);
  readonly #blocked = this.#counter('farvault_event_loop_blocked_total', 'How often the event loop has stood still for more than a second');
  readonly #cpu = this.#counter('process_cpu_seconds_total', 'Processor time used, all threads');
  readonly #durations = new Histogram({
    name: 'farvault_run_duration_seconds',
    help: 'From start to end of runs',
    labelNames: ['kind'],
    buckets: [10, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400],
    registers: [this.#registry],
  });
  readonly #flushes = new Histogram({
    name: 'farvault_journal_flush_seconds',
    help: 'Writing and flushing one group of journal records',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [this.#registry],
  });
  readonly #gauges = new Map<string, Gauge>();
  #text: Promise<string> | null = null;
  #textMs = -Infinity;

  constructor(private readonly clock: Clock) {
    this.#gauge('farvault_build_info', 'Version of backupd', ['version']).set({ version: VERSION }, 1);
    this.#gauge('process_start_time_seconds', 'When the process started').set(Math.round(clock.now() / SECONDS - process.uptime()));
  }

  runEnded({ kind, state, startedMs, endedMs, counters }: EndedRun): void {
    this.#runs.inc({ kind, state });
    if (startedMs > 0 && endedMs >= startedMs) this.#durations.observe({ kind }, (endedMs - startedMs) / SECONDS);
    if (kind === 'backup') for (const what of BACKUP_BYTES) this.#bytes.inc({ what: what.toLowerCase() }, counters[`bytes${what}`] ?? 0);
  }

  /** `path` as in the contract, so that a caller cannot make up a label. */
  callEnded(path: string, code: string): void {
    this.#rpcs.inc({ method: path.slice(path.lastIndexOf('/') + 1), code });
  }

  journalFlushed(ms: number): void {
    this.#flushes.observe(ms / SECONDS);
  }

  route(sources: MetricSources): () => Promise<HttpReply> {
    return async () => ({ status: 200, type: this.#registry.contentType, body: await this.#scrape(sources) });
  }

  #scrape(sources: MetricSources): Promise<string> {
    const now = this.clock.monotonic();
    if (this.#text !== null && now - this.#textMs < FRESH_MS) return this.#text;
    this.#textMs = now;
    const text = this.#read(sources).then(() => this.#registry.metrics());
    this.#text = text;
    text.catch(() => (this.#text = null));
    return text;
  }

  async #read(sources: MetricSources): Promise<void> {
    const snapshots = await sources.snapshots();
    this.#readFleet(sources);
    this.#readRepository(sources);
    this.#readJobs(sources.jobs());
    this.#set('farvault_snapshots', 'Snapshots kept', snapshots);
    const active = this.#gauge('farvault_runs_active', 'Runs that wait or go on', ['state']);
    for (const state of ['queued', 'running']) active.set({ state }, 0);
    for (const { state } of sources.runs()) active.inc({ state });
    const alerts = this.#gauge('farvault_alerts_firing', 'Alerts that fire', ['severity']);
    for (const severity of ['warning', 'critical']) alerts.set({ severity }, 0);
    for (const { severity, count } of sources.alertsFiring()) alerts.set({ severity }, count);
    const certificates = this.#gauge('farvault_certificate_expiry_timestamp_seconds', 'When the first certificate of each kind expires', ['kind']);
    certificates.reset();
    for (const [kind, expiresMs] of earliest(sources.certificates())) certificates.set({ kind }, expiresMs / SECONDS);
    this.#readProcess(sources);
  }

  #readFleet(sources: MetricSources): void {
    const { online, offline, revoked, behind } = sources.agents();
    const agents = this.#gauge('farvault_agents', 'Agents by state', ['state']);
    for (const [state, count] of Object.entries({ online, offline, revoked })) agents.set({ state }, count);
    this.#set('farvault_agents_behind', 'Agents that do not work by the newest desired state yet', behind);
    this.#set('farvault_offices', 'Offices', sources.offices());
  }

  #readRepository(sources: MetricSources): void {
    const at = sources.repository();
    this.#set('farvault_repository_writable', '1 while data is taken', at.writable ? 1 : 0);
    this.#set('farvault_repository_chunks', 'Chunks held', at.chunks);
    this.#set('farvault_repository_logical_bytes', 'Bytes of all snapshots as their offices see them', at.bytesLogical);
    this.#set('farvault_repository_unique_bytes', 'Bytes of all chunks, before compression', at.bytesUnique);
    this.#set('farvault_repository_stored_bytes', 'Bytes of all frames in packs', at.bytesStored);
    this.#set('farvault_repository_disk_free_bytes', 'Free on the disk of the data directory', at.diskFreeBytes);
    this.#set('farvault_repository_disk_total_bytes', 'Size of the disk of the data directory', at.diskTotalBytes);
    this.#set('farvault_journal_position', 'Number of the last journal record', at.journalPosition);
  }

  #readJobs(jobs: JobFigures[]): void {
    const now = this.clock.now();
    // `job` is what Prometheus itself calls whom it scrapes.
    const labels = ['office', 'agent', 'job_name'];
    const last = this.#gauge('farvault_job_last_success_timestamp_seconds', 'Start of the last good backup of a job', labels);
    const age = this.#gauge('farvault_job_recovery_point_age_seconds', 'What a job would lose now: time since the start of its last good backup', labels);
    const target = this.#gauge('farvault_job_rpo_target_seconds', 'The RPO promised for a job', labels);
    for (const gauge of [last, age, target]) gauge.reset();
    const shown = jobs.length <= MAX_JOB_SERIES;
    let never = 0;
    let broken = 0;
    for (const { lastGoodMs, rpoMs, office, agent, job } of jobs) {
      const ageMs = Math.max(0, now - lastGoodMs);
      if (lastGoodMs === 0) never++;
      if (rpoMs > 0 && ageMs > rpoMs) broken++;
      if (!shown) continue;
      const series = { office, agent, job_name: job };
      if (lastGoodMs > 0) {
        last.set(series, lastGoodMs / SECONDS);
        age.set(series, ageMs / SECONDS);
      }
      if (rpoMs > 0) target.set(series, rpoMs / SECONDS);
    }
    this.#set('farvault_jobs', 'Jobs', jobs.length);
    this.#set('farvault_jobs_without_backup', 'Jobs that have no good backup yet', never);
    this.#set('farvault_jobs_beyond_rpo', 'Jobs whose last good backup is older than their RPO, or that have none', broken);
    this.#set('farvault_job_series_omitted', `1 when there are more than ${MAX_JOB_SERIES} jobs, and so no series a job`, shown ? 0 : 1);
  }

  #readProcess(sources: MetricSources): void {
    const { p50, p99, max, blocked } = sources.eventLoop();
    const delay = this.#gauge('farvault_event_loop_delay_seconds', 'Event loop delay over the last 30 to 60 s; quantile 1 is the longest', ['quantile']);
    for (const [quantile, seconds] of Object.entries({ '0.5': p50, '0.99': p99, '1': max })) delay.set({ quantile }, seconds);
    this.#total(this.#blocked, blocked);
    this.#refused.reset();
    for (const [what, count] of Object.entries(sources.refused())) this.#refused.inc({ what }, count);
    const { rss, heapUsed, external } = process.memoryUsage();
    this.#set('process_resident_memory_bytes', 'Resident memory', rss);
    this.#set('farvault_heap_used_bytes', 'JavaScript heap in use', heapUsed);
    this.#set('farvault_external_memory_bytes', 'Buffers outside the JavaScript heap', external);
    const { user, system } = process.cpuUsage();
    this.#total(this.#cpu, (user + system) / 1e6);
  }

  #set(name: string, help: string, value: number): void {
    this.#gauge(name, help).set(value);
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    let gauge = this.#gauges.get(name);
    if (gauge === undefined) this.#gauges.set(name, (gauge = new Gauge({ name, help, labelNames, registers: [this.#registry] })));
    return gauge;
  }

  /** A counter that somebody else keeps. */
  #total(counter: Counter, value: number): void {
    counter.reset();
    counter.inc(value);
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }
}

function earliest(certificates: { kind: string; expiresMs: number }[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { kind, expiresMs } of certificates) first.set(kind, Math.min(first.get(kind) ?? Infinity, expiresMs));
  return first;
}
