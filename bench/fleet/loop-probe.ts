// Loaded into the server by --import: writes how late its event loop was, a line every quarter second, to the file that FLEET_PROBE names.
import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 5;
const LINE_MS = 250;

const file = process.env['FLEET_PROBE'];
if (file !== undefined && file !== '') {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // What the histogram counts includes the timer's own interval. Every value goes out, so that a percentile over a phase is a true one.
  setInterval(() => {
    const delays: [number, number][] = [];
    let before = 0;
    for (const [percentile, nanoseconds] of histogram.percentiles) {
      delays.push([(percentile - before) * histogram.count, Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)]);
      before = percentile;
    }
    appendFileSync(file, `${JSON.stringify({ atMs: Date.now(), delays, maxMs: Math.max(0, histogram.max / 1e6 - RESOLUTION_MS) })}\n`);
    histogram.reset();
  }, LINE_MS).unref();
}
