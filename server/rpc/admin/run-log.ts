// The log of one run, as a stream.
import type * as grpc from '@grpc/grpc-js';
import type { GetRunLogRequest__Output } from '../../../shared/rpc/gen/farvault/v1/GetRunLogRequest.js';
import type { RunLog } from '../../../shared/rpc/gen/farvault/v1/RunLog.js';
import { hasEnded, type RunLogs, type Runs } from '../../runs/index.js';
import { ended, writeMessage } from '../stream.js';

const FOLLOW_POLL_MS = 500;

export async function streamLog({ runs, runLogs }: { runs: Runs; runLogs: RunLogs }, call: grpc.ServerWritableStream<GetRunLogRequest__Output, RunLog>, signal: AbortSignal): Promise<void> {
  const run = await runs.get(call.request.id);
  const level = call.request.level === '' ? 'debug' : call.request.level;
  let from = 0;
  let wake: (() => void) | null = null;
  const stop = runs.watch(run.id, () => wake?.());
  try {
    for (;;) {
      const over = hasEnded(run);
      const { lines, next } = await runLogs.read(run.id, from, level);
      if (lines.length > 0) {
        await writeMessage(call, { runId: run.id, lines: lines.map((line) => ({ number: line.number, timeMs: line.timeMs, level: line.level, message: line.message, path: Buffer.from(line.pathHex, 'hex') })) }, signal);
      }
      if (next !== from) {
        from = next;
        continue;
      }
      if (!call.request.follow || over) return;
      await ended(FOLLOW_POLL_MS, (resolve) => (wake = resolve), signal);
      wake = null;
    }
  } finally {
    stop();
  }
}
