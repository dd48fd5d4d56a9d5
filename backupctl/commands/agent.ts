import type { Command } from 'commander';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { AgentInfo__Output } from '../../shared/rpc/gen/farvault/v1/AgentInfo.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { formatDuration, formatTime, jsonTime, printable } from '../output/format.js';
import { parseDuration } from '../output/sizes.js';
import { fields, table } from '../output/table.js';
import { addAgentInstaller } from './agent-installer.js';

function json(agent: AgentInfo__Output): object {
  return {
    name: agent.name,
    office: agent.office,
    version: agent.version,
    state: agent.state,
    lastSeenAt: jsonTime(agent.lastSeenMs),
    enrolledAt: jsonTime(agent.enrolledMs),
    certificateExpiresAt: jsonTime(agent.certificateExpiresMs),
    address: agent.address,
    hostname: agent.facts?.hostname ?? '',
    platform: agent.facts?.platform ?? '',
    arch: agent.facts?.arch ?? '',
    kernel: agent.facts?.kernel ?? '',
    restoreRoots: agent.facts?.restoreRoots ?? [],
    warnings: agent.facts?.warnings ?? [],
    labels: agent.labels,
    desiredGeneration: agent.desiredGeneration,
    desiredAt: jsonTime(agent.desiredMs),
    actualGeneration: agent.actualGeneration,
    appliedAt: jsonTime(agent.appliedMs),
    faults: agent.faults,
    nextDue: agent.nextDue.map(({ job, dueMs }) => ({ job, dueAt: jsonTime(dueMs) })),
    clockOffsetSeconds: Math.round(agent.clockOffsetMs / 1000),
    slot: agent.facts?.slot === '' ? null : (agent.facts?.slot ?? null),
    launcher: agent.facts?.launcher ?? 0,
    channel: agent.facts?.channel === '' ? null : (agent.facts?.channel ?? null),
    update: jsonUpdate(agent),
    failedVersions: agent.failedVersions,
    activeRuns: agent.activeRuns,
    id: agent.id,
  };
}

function jsonUpdate({ facts }: AgentInfo__Output): object | null {
  const update = facts?.update ?? null;
  if (update === null) return null;
  const { rollout, version, state, reason, bytesDone, bytesTotal, timeMs } = update;
  return { rollout, version, state, reason: reason === '' ? null : reason, bytesDone, bytesTotal, at: jsonTime(timeMs) };
}

/** How its newest update fares, in words; empty: there was none. */
function updateText({ facts }: AgentInfo__Output): string {
  const update = facts?.update ?? null;
  if (update === null) return '';
  const reason = update.reason === '' ? '' : `: ${printable(update.reason)}`;
  return `${printable(update.version)} ${update.state}, ${formatTime(update.timeMs)}${reason}`;
}

function installation({ facts }: AgentInfo__Output): string {
  if (facts === null) return '';
  return facts.slot === '' ? 'started by hand: it cannot be updated from here' : printable(`slot ${facts.slot}, launcher ${facts.launcher}, channel ${facts.channel}`);
}

/** Desired against actual, in words. */
function standing({ desiredGeneration, desiredMs, actualGeneration, appliedMs, state }: AgentInfo__Output): string {
  if (desiredGeneration === 0) return 'nothing to do yet';
  if (actualGeneration === desiredGeneration) return `in step: works by ${actualGeneration}, since ${formatTime(appliedMs)}`;
  const works = actualGeneration === 0 ? 'works by none' : `works by ${actualGeneration}`;
  return `behind: ${works} of ${desiredGeneration}, since ${formatTime(desiredMs)}${state === 'offline' ? '; it gets the newest when it is back' : ''}`;
}

function clock(offsetMs: number): string {
  if (Math.abs(offsetMs) < 2_000) return 'as the server\'s';
  return `${formatDuration(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead of' : 'behind'} the server's`;
}

function show(context: CommandContext, agent: AgentInfo__Output): void {
  if (context.json) {
    context.printJson(json(agent));
    return;
  }
  const facts = agent.facts;
  context.print(
    fields([
      ['Name', agent.name],
      ['Office', agent.office],
      ['State', agent.state],
      ['Version', printable(agent.version)],
      ['Installed', installation(agent)],
      ['Update', updateText(agent)],
      ['Failed versions', printable(agent.failedVersions.join(', '))],
      ['Machine', facts === null ? '' : printable(`${facts.hostname} (${facts.platform} ${facts.arch}, ${facts.kernel})`)],
      ['Address', agent.address],
      ['Last seen', formatTime(agent.lastSeenMs)],
      ['Enrolled', formatTime(agent.enrolledMs)],
      ['Certificate until', formatTime(agent.certificateExpiresMs)],
      ['Labels', Object.entries(agent.labels).map(([key, value]) => `${key}=${value}`).join(', ')],
      ['Desired state', standing(agent)],
      ...agent.nextDue.map(({ job, dueMs }): [string, string] => ['Next due', `${formatTime(dueMs)}  ${job}`]),
      ...agent.faults.map(({ reason }): [string, string] => ['Cannot do', printable(reason)]),
      ['Clock', agent.state === 'online' ? clock(agent.clockOffsetMs) : ''],
      ['Restores below', printable((facts?.restoreRoots ?? []).join(', '))],
      ['Warnings', printable((facts?.warnings ?? []).join('; '))],
      ['Runs', agent.activeRuns.join(', ')],
    ]),
  );
}

function parseLabels(changes: string[]): { set: Record<string, string>; unset: string[] } {
  const set: Record<string, string> = {};
  const unset: string[] = [];
  for (const change of changes) {
    const at = change.indexOf('=');
    if (at > 0) set[change.slice(0, at)] = change.slice(at + 1);
    else if (at === -1 && change.length > 1 && change.endsWith('-')) unset.push(change.slice(0, -1));
    else throw new FarvaultError('USAGE', `'${change}' is no change of a label`, { remedy: 'KEY=VALUE sets a label, KEY- takes it away' });
  }
  return { set, unset };
}

export function agentCommand(program: Command): void {
  const agent = program
    .command('agent')
    .description('agents: the machines that are protected')
    .addHelpText('after', examples('backupctl agent installer --office lyon --out lyon-install.sh', 'backupctl agent token --office lyon', 'backupctl agent list', 'backupctl agent revoke fileserver'));

  agent
    .command('token')
    .description('make a one-time enrolment token')
    .option('--office <name>', 'the office that the new agent will belong to', '')
    .option('--replace <agent>', 'the machine that uses it becomes this agent, with its jobs and snapshots; the present machine loses its access then', '')
    .option('--ttl <duration>', 'how long it can be used, at most 7d; default: 24h', parseDuration, 24 * 3600)
    .action((options: { office: string; replace: string; ttl: number }, command: Command) =>
      withServer(command, async (context) => {
        if (options.office === '' && options.replace === '') throw new FarvaultError('USAGE', 'whom is the token for?', { remedy: 'Give --office NAME for a new agent, or --replace NAME for the next machine of an agent.' });
        if (options.ttl === 0) throw new FarvaultError('USAGE', 'a token that lives for no time is of no use', { remedy: 'Give --ttl 1h, or up to 7d.' });
        const made = await context.call('CreateToken', { office: options.office, ttlSeconds: options.ttl, replace: options.replace });
        if (context.json) {
          context.printJson({ token: made.token, office: made.office, ...(options.replace === '' ? {} : { replaces: options.replace }), expiresAt: jsonTime(made.expiresMs) });
          return;
        }
        context.print(made.token);
        context.note(`${options.replace === '' ? 'For one agent' : `For the next machine of agent ${options.replace}`} of office ${made.office}, until ${formatTime(made.expiresMs)}. On its machine:\n  backup-agent enrol --data-dir /var/lib/farvault-agent --token TOKEN`);
      }),
    );

  addAgentInstaller(agent);

  agent
    .command('list')
    .description('all agents')
    .option('--office <name>', 'only those of this office', '')
    .action((options: { office: string }, command: Command) =>
      withServer(command, async (context) => {
        const { agents } = await context.call('ListAgents', { office: options.office });
        if (context.json) {
          context.printJson(agents.map(json));
          return;
        }
        context.print(
          table(agents, [
            { title: 'name', value: (row) => row.name },
            { title: 'office', value: (row) => row.office },
            { title: 'state', value: (row) => row.state },
            { title: 'desired', value: ({ desiredGeneration, actualGeneration }) => (desiredGeneration === 0 ? '' : desiredGeneration === actualGeneration ? 'in step' : 'behind') },
            { title: 'version', value: (row) => printable(row.version) },
            { title: 'update', value: ({ facts }) => (facts?.update ? printable(`${facts.update.version} ${facts.update.state}`) : '') },
            { title: 'last seen', value: (row) => formatTime(row.lastSeenMs) },
          ], 'no agents yet: backupctl agent token --office NAME'),
        );
      }),
    );

  const one = (words: string, description: string, method: 'GetAgent' | 'RevokeAgent'): void => {
    agent.command(words).description(description).action((name: string, _options: unknown, command: Command) =>
      withServer(command, async (context) => {
        show(context, await context.call(method, { name }));
      }),
    );
  };
  one('show <name>', 'one agent', 'GetAgent');
  one('revoke <name>', 'take away its access at once; its snapshots stay', 'RevokeAgent');

  agent.command('rename <name> <new-name>').description('give it another name').action((name: string, newName: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      show(context, await context.call('RenameAgent', { name, newName }));
    }),
  );

  agent.command('label <name> <change...>').description('change its labels: KEY=VALUE sets, KEY- takes away').action((name: string, changes: string[], _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      show(context, await context.call('SetAgentLabels', { name, ...parseLabels(changes) }));
    }),
  );

  agent.command('delete <name>').description('forget a revoked agent without jobs; its snapshots stay').action((name: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      await context.call('DeleteAgent', { name });
      if (context.json) context.printJson({ deleted: name });
      else context.print(`agent ${name} deleted`);
    }),
  );
}
