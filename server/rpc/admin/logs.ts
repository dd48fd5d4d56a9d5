// The central log: of one run, and searched over all.
import type * as grpc from '@grpc/grpc-js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { GetRunLogRequest__Output } from '../../../shared/rpc/gen/farvault/v1/GetRunLogRequest.js';
import type { LogEntries } from '../../../shared/rpc/gen/farvault/v1/LogEntries.js';
import type { LogEntry as LogEntryMessage } from '../../../shared/rpc/gen/farvault/v1/LogEntry.js';
import type { RunLog } from '../../../shared/rpc/gen/farvault/v1/RunLog.js';
import type { SearchLogRequest__Output } from '../../../shared/rpc/gen/farvault/v1/SearchLogRequest.js';
import type { Fleet } from '../../fleet/index.js';
import { LEVELS, type Level, type LogEntry, type LogPosition, type LogQuery, type LogStore } from '../../logs/index.js';
import { hasEnded, type RunRecord, type Runs } from '../../runs/index.js';
import type { CallContext } from '../service.js';
import { ended, writeMessage } from '../stream.js';
import type { AdminPart } from './part.js';
import type { AdminViews } from './views.js';

const DEFAULT_LINES = 1_000;
const MAX_LINES = 100_000;
const MAX_TEXT_CHARS = 1_000;
/** The line that tells of the end comes a moment after it. */
const AFTER_END_MS = 60_000;

export interface LogDependencies {
  fleet: Fleet;
  runs: Runs;
  logs: LogStore;
  views: AdminViews;
}

type Names = AdminViews['names'];

export function logHandlers({ fleet, runs, logs, views: { names } }: LogDependencies): AdminPart<'GetRunLog' | 'SearchLog'> {
  return {
    GetRunLog: async (call, { signal }) => streamRunLog(logs, await runs.get(call.request.id), call, signal),
    SearchLog: async (call, context) => {
      const query = await queryOf(call.request, { fleet, runs }, context);
      const { limit, follow } = call.request;
      const write = (entries: LogEntry[]): Promise<void> => writeMessage<unknown, LogEntries>(call, { entries: entries.map((entry) => described(entry, names)) }, context.signal);
      const { found, end } = await logs.search(query, limit === 0 ? DEFAULT_LINES : Math.min(limit, MAX_LINES), context.signal);
      for await (const entries of found) await write(entries);
      if (follow) await writeOnward(logs, query, { from: end, write, over: () => false }, context.signal);
    },
  };
}

async function queryOf(request: SearchLogRequest__Output, { fleet, runs }: { fleet: Fleet; runs: Runs }, { identity }: Pick<CallContext, 'identity'>): Promise<LogQuery> {
  const { agent, job, run, office, level, text, sinceMs, untilMs } = request;
  if (text.length > MAX_TEXT_CHARS) throw new FarvaultError('USAGE', `a text to look for has ${MAX_TEXT_CHARS} characters at most`);
  const officeIds = office === '' ? identity.offices : [fleet.getOffice(office).id];
  return {
    ...(agent === '' ? {} : { agentId: fleet.getAgent(agent).id }),
    ...(job === '' ? {} : { jobName: job }),
    ...(run === '' ? {} : { runId: (await runs.get(run)).id }),
    ...(officeIds === undefined ? {} : { officeIds }),
    ...(level === '' ? {} : { level: parseLevel(level) }),
    ...(text === '' ? {} : { text }),
    ...(sinceMs === 0 ? {} : { sinceMs }),
    ...(untilMs === 0 ? {} : { untilMs }),
  };
}

/** What the log has of the run, in the order in which it came. */
async function streamRunLog(logs: LogStore, run: RunRecord, call: grpc.ServerWritableStream<GetRunLogRequest__Output, RunLog>, signal: AbortSignal): Promise<void> {
  const { level, follow } = call.request;
  const query: LogQuery = { runId: run.id, level: level === '' ? 'debug' : parseLevel(level), ...(hasEnded(run) ? { addedBeforeMs: run.endedMs + AFTER_END_MS } : {}) };
  const write = (entries: LogEntry[]): Promise<void> => writeMessage<unknown, RunLog>(call, { runId: run.id, lines: entries }, signal);
  await writeOnward(logs, query, { from: logs.positionAt(run.queuedMs), write, over: () => !follow || hasEnded(run) }, signal);
}

interface Onward {
  from: LogPosition;
  write: (entries: LogEntry[]) => Promise<void>;
  /** True: what the log has by now is all. */
  over: () => boolean;
}

async function writeOnward(logs: LogStore, query: LogQuery, { from, write, over }: Onward, signal: AbortSignal): Promise<void> {
  let position = from;
  let wake: (() => void) | null = null;
  let added = false;
  const stop = logs.onAdded(() => {
    added = true;
    wake?.();
  });
  try {
    for (;;) {
      added = false;
      const last = over();
      for await (const found of logs.read(query, position, signal)) {
        if (found.entries.length > 0) await write(found.entries);
        position = found.position;
      }
      if (last) return;
      if (!added) await ended(0, (resolve) => (wake = resolve), signal);
      wake = null;
    }
  } finally {
    stop();
  }
}

function parseLevel(text: string): Level {
  const level = LEVELS.find((known) => known === text);
  if (level === undefined) throw new FarvaultError('USAGE', `level '${text.slice(0, 32)}': one of ${LEVELS.join(', ')}`);
  return level;
}

function described(entry: LogEntry, names: Names): LogEntryMessage {
  const { timeMs, level, message, path, runId, jobName, agentId, officeId } = entry;
  return { timeMs, level, message, path, run: runId, job: jobName, agent: names.agent(agentId)?.name ?? agentId, office: names.office(officeId)?.name ?? officeId };
}
