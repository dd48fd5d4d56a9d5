// Whether this version works on this machine: each check does what the agent will have to do. A warning is a fault of the machine, or one that was there before.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, messageOf, systemCode } from '../../shared/errors/errors.js';
import { decodeFrame, FrameEncoder } from '../../shared/codec/frame.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import { blake3 } from '../../shared/hash/hash.js';
import { compileSchedule } from '../../shared/schedule/index.js';
import { has } from '../../shared/sys/capabilities.js';
import { listXattrs } from '../../shared/sys/xattr.js';
import type { Clock } from '../../shared/time/clock.js';
import { agentPaths, readAgentConfig, readIdentity, type AgentIdentity } from '../agent-files.js';
import { runCanary } from '../canary/canary.js';
import { EndedRuns } from '../control/ended-runs.js';
import { certificateTimes } from '../control/renewal.js';
import { DesiredFile, readJobs, type Fault } from '../schedule/desired-state.js';
import { Marks } from '../schedule/marks.js';

/** BLAKE3 of nothing, from its specification's test vectors. */
const BLAKE3_OF_NOTHING = 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262';
/** Free on a disk that is nearly full. */
export const FEW_BYTES = 16 << 20;
const DAY_MS = 24 * 3_600_000;
const CLOCK_TOLERANCE_MS = 3_600_000;

export interface Check {
  name: 'state' | 'keys' | 'native parts' | 'disk' | 'clock' | 'schedules' | 'canary';
  result: 'ok' | 'warning' | 'failed';
  /** Empty when ok. */
  detail: string;
}

export interface SelfTestInputs {
  dataDir: string;
  /** Empty, on the data directory's disk; removed by the caller. */
  scratch: string;
  clock: Clock;
  random: () => number;
  /** Jobs whose faults are known already, by id; null: a fault of any job is none of this version. */
  knownFaults: readonly string[] | null;
  signal: AbortSignal;
  /** Called with each check as it ends. */
  onCheck?(check: Check): void;
}

/** Resolves to the warnings; throws with the first check that fails. */
type Body = (inputs: SelfTestInputs) => Promise<string[]>;

const CHECKS: [Check['name'], Body][] = [
  ['state', checkState],
  ['keys', checkKeys],
  ['native parts', checkNativeParts],
  ['disk', checkDisk],
  ['clock', checkClock],
  ['schedules', checkSchedules],
];

/** All checks but the canary. */
export function selfTest(inputs: SelfTestInputs): Promise<Check[]> {
  return runChecks(CHECKS, inputs);
}

export function canaryTest(inputs: SelfTestInputs): Promise<Check[]> {
  return runChecks([['canary', checkCanary]], inputs);
}

async function runChecks(checks: [Check['name'], Body][], inputs: SelfTestInputs): Promise<Check[]> {
  const done: Check[] = [];
  for (const [name, body] of checks) {
    let check: Check;
    try {
      const warnings = await body(inputs);
      check = { name, result: warnings.length === 0 ? 'ok' : 'warning', detail: warnings.join('; ') };
    } catch (error) {
      check = { name, result: 'failed', detail: messageOf(error) };
    }
    done.push(check);
    inputs.onCheck?.(check);
  }
  return done;
}

async function identityOf(dataDir: string): Promise<AgentIdentity> {
  const identity = await readIdentity(dataDir);
  if (identity === null) throw new FarvaultError('NOT_FOUND', `${dataDir} holds no enrolled agent`);
  return identity;
}

async function checkState({ dataDir }: SelfTestInputs): Promise<string[]> {
  const paths = agentPaths(dataDir);
  const { agentId } = await identityOf(dataDir);
  await readAgentConfig(dataDir);
  const unread: string[] = [];
  await new DesiredFile(paths.schedule, agentId).read((why) => unread.push(why));
  await Marks.open(paths.schedule, (why) => unread.push(why));
  await EndedRuns.count(paths.runs, (message, details) => unread.push(`${message} (${JSON.stringify(details)})`));
  if (unread.length > 0) throw new FarvaultError('FORMAT', unread.join('; '));
  return [];
}

async function checkKeys({ dataDir }: SelfTestInputs): Promise<string[]> {
  const { certificate, key, ca } = await identityOf(dataDir);
  const own = new X509Certificate(certificate);
  if (!own.checkPrivateKey(createPrivateKey(key))) throw new FarvaultError('CORRUPT', 'the key is not the certificate’s');
  if (!new X509Certificate(ca).ca) throw new FarvaultError('CORRUPT', 'what should be the CA’s certificate is none of a CA');
  return [];
}

async function checkNativeParts(): Promise<string[]> {
  if (blake3(Buffer.alloc(0)).toString('hex') !== BLAKE3_OF_NOTHING) throw new FarvaultError('INTERNAL', 'BLAKE3 gives another hash than it should');
  const plain = Buffer.from('compress me '.repeat(10_000));
  for (const codec of ['zstd', 'lz4'] as const) {
    const { codec: number, payload } = new FrameEncoder().encode(plain, { codec, level: 3 });
    if (payload.length >= plain.length / 2 || !decodeFrame(number, payload, plain.length).equals(plain)) throw new FarvaultError('INTERNAL', `${codec} does not compress`);
  }
  if (!has('directory-descriptors')) throw new FarvaultError('INTERNAL', 'the C library cannot be called: trees cannot be scanned');
  if (has('extended-attributes')) listXattrs(Buffer.from('/'));
  return Promise.resolve([]);
}

async function checkDisk({ dataDir, scratch }: SelfTestInputs): Promise<string[]> {
  const file = path.join(scratch, 'durable');
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  await writeFileDurable(file, Buffer.from('written'));
  if ((await readFile(file, 'utf8')) !== 'written') throw new FarvaultError('IO', `${file} was written, and holds something else`);
  await unlink(file);
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize < FEW_BYTES ? [`only ${Math.floor((bavail * bsize) / 1e6)} MB are free on the disk of ${dataDir}`] : [];
}

/** A clock that is off is the machine's fault, and none of a version's. */
async function checkClock({ dataDir, clock }: SelfTestInputs): Promise<string[]> {
  const nowMs = clock.now();
  const text = new Date(nowMs).toISOString();
  const { fromMs, expiresMs } = certificateTimes((await identityOf(dataDir)).certificate);
  const paths = agentPaths(dataDir);
  const written = await Promise.all([paths.identity, path.join(paths.schedule, 'desired.json'), path.join(paths.schedule, 'marks.json')].map(changedMs));
  const lastMs = Math.max(...written);
  if (nowMs < fromMs) return [`by this machine's clock it is ${text}, before its certificate was made (${new Date(fromMs).toISOString()})`];
  if (nowMs < lastMs - CLOCK_TOLERANCE_MS) return [`by this machine's clock it is ${text}, and its own files were written later (${new Date(lastMs).toISOString()})`];
  if (nowMs > expiresMs + 365 * DAY_MS) return [`by this machine's clock it is ${text}, long after its certificate expired (${new Date(expiresMs).toISOString()})`];
  return [];
}

async function changedMs(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function checkSchedules({ dataDir, knownFaults }: SelfTestInputs): Promise<string[]> {
  const { agentId } = await identityOf(dataDir);
  const { hooks } = await readAgentConfig(dataDir);
  const state = await new DesiredFile(agentPaths(dataDir).schedule, agentId).read(() => undefined);
  const faults: Fault[] = state === null ? [] : readJobs(state, { compile: compileSchedule, hasHook: (name) => Object.hasOwn(hooks, name) }).faults;
  const mine = knownFaults === null ? [] : faults.filter(({ jobId }) => !knownFaults.includes(jobId));
  if (mine.length > 0) throw new FarvaultError('INVALID', mine.map(({ reason }) => reason).join('; '));
  return faults.map(({ reason }) => reason);
}

async function checkCanary({ scratch, clock, random, signal }: SelfTestInputs): Promise<string[]> {
  const folder = path.join(scratch, 'canary');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await runCanary({ folder, clock, random, signal });
  return [];
}
