// Constructs the agent: everything below is handed what it needs from here.
import { randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FarvaultError } from '../shared/errors/errors.js';
import { normaliseAddress } from '../shared/rpc/address.js';
import type { Connection } from '../shared/rpc/client.js';
import type { AgentFacts } from '../shared/rpc/gen/farvault/v1/AgentFacts.js';
import { compileSchedule, scheduledRunId } from '../shared/schedule/index.js';
import type { Logger } from '../shared/service/log.js';
import type { Clock } from '../shared/time/clock.js';
import { agentPaths, readAgentConfig, readIdentity, writeIdentity, type AgentIdentity } from './agent-files.js';
import { AddressBook } from './control/address-book.js';
import { createBackupRunner } from './control/backup-runner.js';
import { LiveAgentConfig } from './hooks/config-file.js';
import type { HookPrograms } from './hooks/hook-config.js';
import { HookMarks } from './hooks/hook-marks.js';
import { Hooks } from './hooks/hooks.js';
import { runRestore } from './restore/restore.js';
import { Scheduler } from './schedule/scheduler.js';
import { connectByBook } from './control/connect.js';
import { ControlLoop } from './control/control-loop.js';
import { EndedRuns } from './control/ended-runs.js';
import { machineFacts } from './control/facts.js';
import { Renewal } from './control/renewal.js';
import { RunManager } from './control/run-manager.js';
import { StatusFile } from './control/status-file.js';
import { admittedEpoch } from './control/epoch.js';
import { toldAddresses } from './control/told-addresses.js';
import type { Runners } from './control/types.js';
import { SOURCES } from './sources/registry.js';
import type { Installed } from './update/installed.js';
import { serverSource } from './update/source.js';
import { UpdateManager } from './update/update-manager.js';

/** Where this package's own code lies. */
const PROGRAMS = realpathSync(fileURLToPath(new URL('..', import.meta.url)));

/** For jitter. */
const random = (): number => randomInt(2 ** 32) / 2 ** 32;

export interface AgentContext {
  /** Until the signal aborts, or this version makes place for another; then runs are stopped in order. Gives the exit code. */
  run(signal: AbortSignal): Promise<number>;
}

/** `installed`: how this process was started; null: by hand, and not to be updated. */
export async function createAgentContext({ dataDir, installed, clock, log }: { dataDir: string; installed: Installed | null; clock: Clock; log: Logger }): Promise<AgentContext> {
  const found = await readIdentity(dataDir);
  if (found === null) throw new FarvaultError('NOT_FOUND', `${dataDir} holds no enrolled agent`, { remedy: 'Run backup-agent enrol first, with a token from backupctl agent token.' });
  let identity: AgentIdentity = found;
  const config = await readAgentConfig(dataDir);
  const paths = agentPaths(dataDir);
  const live = new LiveAgentConfig(dataDir, config, log);
  const programs = async (): Promise<HookPrograms> => (await live.read()).hooks;
  const hooks = new Hooks({ clock, programs, marks: new HookMarks(paths.hooks), log });
  const say = (level: 'info' | 'warn' | 'error', message: string, details: object = {}): void => log[level](details, message);
  const servers = config.servers.map((address) => normaliseAddress(address));
  const addresses = (): string[] => [...new Set([...servers, ...identity.addresses])];
  const keep = async (next: AgentIdentity): Promise<void> => {
    await writeIdentity(dataDir, next);
    identity = next;
  };

  let connection: Connection | null = null;
  const connected = (): Connection => {
    if (connection === null) throw new FarvaultError('UNAVAILABLE', 'there is no connection to the server');
    return connection;
  };
  const runners: Runners = {
    startBackup: createBackupRunner({
      openBackup: () => connected().data.backup(),
      openRead: () => connected().data.read(),
      clock,
      random,
      cacheDir: paths.cache,
      // As it is named and as it is: in a snapshot of the file system only the path tells it.
      never: [...new Set([path.resolve(dataDir), realpathSync(dataDir)])].map((own) => Buffer.from(own)),
      agentId: identity.agentId,
      hooks,
    }),
    startRestore: ({ runId, spec }, reporter, signal) =>
      runRestore(
        { runId },
        spec,
        {
          openRead: () => connected().data.read(),
          clock,
          random,
          restoreRoots: config.restoreRoots,
          never: [realpathSync(dataDir), PROGRAMS, realpathSync(process.execPath), ...(installed === null ? [] : [realpathSync(installed.home)])],
          log: (level, message, where) => reporter.log(level, message, where),
          progress: (counters, currentPath, phase) => reporter.progress(counters, currentPath, phase),
        },
        signal,
      ),
  };
  const ended = await EndedRuns.open(paths.runs, (message, details) => log.warn(details, message));
  const runs = new RunManager({
    runners,
    ended,
    schedule: { due: (runId) => scheduler.due(runId), started: (runId) => scheduler.started(runId), ended: (end) => scheduler.ended(end) },
    clock,
    log: say,
  });
  const scheduler = await Scheduler.open(
    {
      folder: paths.schedule,
      agentId: identity.agentId,
      clock,
      log: say,
      compile: compileSchedule,
      runIdOf: scheduledRunId,
      hooks: async () => new Set(Object.keys(await programs())),
      isLive: (runId) => runs.isLive(runId),
      giveUp: (end) => runs.neverStarted(end),
      onUpdate: (order) => updates.take(order),
    },
    ended.list(),
  );
  const updates = await UpdateManager.open({ dataDir, folder: paths.update, installed, channel: config.channel, source: serverSource(connected, clock), clock, random, log: say, runs, schedule: scheduler });
  updates.take(scheduler.update);
  const facts = (): AgentFacts => {
    const lost = ended.dropped === 0 ? [] : [`${ended.dropped} ends of runs made room for newer ones before the server could be told`];
    const known = machineFacts(config.restoreRoots, clock.now());
    return { ...known, ...updates.facts, warnings: [...(known.warnings ?? []), ...scheduler.warnings(), ...updates.warnings, ...lost] };
  };
  const book = await AddressBook.open({ folder: dataDir, lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address), sleep: (ms) => clock.sleep(ms) });
  const status = new StatusFile(paths.status, clock);
  const renewal = new Renewal({ identity: () => identity, keep, targets: async () => (await book.places(addresses())).targets, clock, log });
  const loop = new ControlLoop({
    connect: () => connectByBook(book, addresses(), identity, clock.now()),
    facts,
    runs,
    work: scheduler,
    clock,
    log: say,
    random,
    admit: async (welcome) => {
      const next = admittedEpoch(welcome.epoch, identity.epoch);
      if (next !== identity.epoch) await keep({ ...identity, epoch: next });
    },
    onConnected: (now, welcome, send) => {
      connection = now;
      updates.attach(send);
      status.connected(now.address);
      const told = toldAddresses(welcome.addresses, identity.addresses);
      if (told.join() !== identity.addresses.join()) {
        keep({ ...identity, addresses: told }).catch((error: unknown) => log.error({ error }, 'the server’s addresses could not be kept'));
      }
    },
    onDisconnected: (reason) => {
      connection = null;
      updates.detach();
      status.disconnected(reason);
      renewal.disconnected();
    },
  });

  return {
    run: async (asked) => {
      const signal = AbortSignal.any([asked, updates.over]);
      for (const source of Object.values(SOURCES)) {
        for (const { severity, message } of await source.cleanLeftovers(identity.agentId)) log[severity === 'info' ? 'info' : 'warn'](message);
      }
      await hooks.recover();
      const renewing = renewal.run(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      await Promise.all([loop.run(signal), scheduler.run(signal), updates.run(signal)]);
      await runs.stop();
      await renewing;
      await status.flush();
      return updates.exitCode;
    },
  };
}
