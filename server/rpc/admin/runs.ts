// Runs, their progress and their logs.
import type * as grpc from '@grpc/grpc-js';
import type { GetRunLogRequest__Output } from '../../../shared/rpc/gen/farvault/v1/GetRunLogRequest.js';
import type { RunLog } from '../../../shared/rpc/gen/farvault/v1/RunLog.js';
import type { RunUpdate } from '../../../shared/rpc/gen/farvault/v1/RunUpdate.js';
import type { Fleet } from '../../fleet/index.js';
import { hasEnded, type Runs } from '../../runs/index.js';
import { describeRun } from '../describe.js';
import { ended, writeMessage } from '../stream.js';
import { limitOf, type AdminPart } from './part.js';
import type { AdminViews } from './views.js';

const FOLLOW_POLL_MS = 500;
const WATCH_MIN_MS = 250;

export interface RunDependencies {
  fleet: Fleet;
  runs: Runs;
  views: AdminViews;
}

export function runHandlers({ fleet, runs, views: { names, runView } }: RunDependencies): AdminPart<'ListRuns' | 'GetRun' | 'CancelRun' | 'GetRunLog' | 'WatchRun'> {
  return {
    ListRuns: async (request) => {
      const agentId = request.agent === '' ? undefined : fleet.getAgent(request.agent).id;
      const wanted = runs.list().filter((run) => (request.job === '' || run.jobName === request.job) && (agentId === undefined || run.agentId === agentId) && (request.state === '' || run.state === request.state));
      return { runs: wanted.slice(0, limitOf(request.limit)).map((run) => describeRun(run, names, runs.progress(run.id))) };
    },
    GetRun: async (request) => runView(request.id),
    CancelRun: async (request, context) => runView((await runs.cancel(request.id, context.identity.name)).id),
    GetRunLog: (call, context) => streamLog(runs, call, context.signal),
    WatchRun: (call, context) => streamRun(runs, runView, call.request.id, call, context.signal),
  };
}

async function streamLog(runs: Runs, call: grpc.ServerWritableStream<GetRunLogRequest__Output, RunLog>, signal: AbortSignal): Promise<void> {
  const run = runs.get(call.request.id);
  const level = call.request.level === '' ? 'debug' : call.request.level;
  let from = 0;
  let wake: (() => void) | null = null;
  const stop = runs.watch(run.id, () => wake?.());
  try {
    for (;;) {
      const over = hasEnded(run);
      const { lines, next } = await runs.readLog(run.id, from, level);
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

async function streamRun(runs: Runs, view: (id: string) => RunUpdate['run'], id: string, call: grpc.ServerWritableStream<unknown, RunUpdate>, signal: AbortSignal): Promise<void> {
  const run = runs.get(id);
  let wake: (() => void) | null = null;
  let changed = false;
  const stop = runs.watch(run.id, () => {
    changed = true;
    wake?.();
  });
  try {
    for (;;) {
      changed = false;
      const over = hasEnded(run);
      await writeMessage(call, { run: view(run.id)! }, signal);
      if (over) return;
      if (!changed) await ended(0, (resolve) => (wake = resolve), signal);
      wake = null;
      // The last state goes out at once; progress at most four times a second.
      if (!hasEnded(run)) await ended(WATCH_MIN_MS, (resolve) => (wake = () => hasEnded(run) && resolve()), signal);
      wake = null;
    }
  } finally {
    stop();
  }
}
