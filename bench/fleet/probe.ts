// What a phase cost the server: memory and processor time from /proc, the event loop's delay from the probe in the process.
import { existsSync, readFileSync } from 'node:fs';
import { systemClock } from '../../shared/time/clock.js';

const SAMPLE_MS = 250;
const TICKS_A_SECOND = 100;

export interface PhaseCost {
  seconds: number;
  rssMiB: number;
  cpuSeconds: number;
  loopP99Ms: number;
  loopMaxMs: number;
}

export class ServerProbe {
  #fromMs = 0;
  #peakRss = 0;
  #cpuAtStart = 0;
  readonly #stop = new AbortController();

  constructor(
    private readonly pid: () => number | null,
    readonly file: string,
  ) {
    this.#sample().catch(() => undefined); // Ends by the abort of `stop`.
  }

  begin(): void {
    this.#fromMs = systemClock.now();
    this.#peakRss = 0;
    this.#cpuAtStart = this.#cpu();
  }

  end(): PhaseCost {
    const toMs = systemClock.now();
    const lines = this.#lines().filter((line) => line.atMs >= this.#fromMs && line.atMs <= toMs);
    return {
      seconds: (toMs - this.#fromMs) / 1000,
      rssMiB: Math.round(this.#peakRss / 1024),
      cpuSeconds: this.#cpu() - this.#cpuAtStart,
      loopP99Ms: percentile(lines.flatMap((line) => line.delays), 0.99),
      loopMaxMs: Math.max(0, ...lines.map((line) => line.maxMs)),
    };
  }

  stop(): void {
    this.#stop.abort(new Error('over'));
  }

  #lines(): { atMs: number; delays: [number, number][]; maxMs: number }[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8').split('\n').filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as { atMs: number; delays: [number, number][]; maxMs: number });
  }

  async #sample(): Promise<void> {
    for (;;) {
      await systemClock.sleep(SAMPLE_MS, this.#stop.signal);
      const rss = /VmRSS:\s+(\d+)/.exec(this.#proc('status'))?.[1];
      if (rss !== undefined) this.#peakRss = Math.max(this.#peakRss, Number(rss));
    }
  }

  #cpu(): number {
    const fields = this.#proc('stat').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
  }

  #proc(name: string): string {
    try {
      return readFileSync(`/proc/${this.pid()}/${name}`, 'utf8');
    } catch {
      return ''; // Between two servers there is none.
    }
  }
}

/** `weighted`: count and value. */
function percentile(weighted: [number, number][], share: number): number {
  const sorted = [...weighted].sort((a, b) => a[1] - b[1]);
  const total = sorted.reduce((sum, [count]) => sum + count, 0);
  let passed = 0;
  for (const [count, value] of sorted) {
    passed += count;
    if (passed >= total * share) return value;
  }
  return 0;
}
