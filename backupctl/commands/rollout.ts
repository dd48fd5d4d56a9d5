// Rollouts: which agents go to which version, and how that fares.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { EXIT, FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Rollout__Output } from '../../shared/rpc/gen/farvault/v1/Rollout.js';
import { systemClock } from '../../shared/time/clock.js';
import { examples, withServer, type CommandContext } from '../command.js';
import { parseCount, parseDuration } from '../output/sizes.js';
import { countsLine, jsonRollout, listTable, ringsTable, rolloutText, STATES } from '../output/rollout-view.js';

const POLL_MS = 2_000;
const RECONNECT_FOR_MS = 5 * 60_000;

function parseShare(text: string): number {
  const match = /^(\d{1,3}(?:\.\d{1,2})?)%?$/.exec(text.trim());
  if (match === null || Number(match[1]) > 100) throw new InvalidArgumentError(`'${text}' is not a share: give 2%`);
  return Number(match[1]);
}

function parseRingList(text: string): string[] {
  const rings = text.split(',').map((ring) => ring.trim());
  if (rings.includes('')) throw new InvalidArgumentError(`'${text}' has an empty ring: give 1%,10%,100% or canary=yes,100%`);
  return rings;
}

/** Follows it over restarts of the server, a line for each change, until it is over. */
async function watch(context: CommandContext, first: Rollout__Output): Promise<Rollout__Output> {
  let rollout = first;
  let said = '';
  let heardMs = performance.now();
  for (;;) {
    const line = `${rollout.state}: ring ${rollout.ring + 1} of ${rollout.rings.length} (${rollout.rings[rollout.ring]}); ${countsLine(rollout)}${rollout.reason === '' ? '' : `; ${rollout.reason}`}`;
    if (line !== said) {
      if (context.json) context.printJson(jsonRollout(rollout));
      else context.note(line);
    }
    said = line;
    if (rollout.state !== 'running' && rollout.state !== 'paused') return rollout;
    try {
      await systemClock.sleep(POLL_MS, context.signal);
      rollout = await context.call('GetRollout', { id: rollout.id });
      heardMs = performance.now();
    } catch (error) {
      if (context.signal.aborted) throw new FarvaultError('CANCELLED', 'interrupted; the rollout goes on');
      if (!isFarvaultError(error, 'UNAVAILABLE') || performance.now() - heardMs > RECONNECT_FOR_MS) throw error;
    }
  }
}

async function show(context: CommandContext, rollout: Rollout__Output, { watched, state }: { watched: boolean; state?: string }): Promise<void> {
  const last = watched ? await watch(context, rollout) : rollout;
  if (context.json && !watched) context.printJson(jsonRollout(last, state));
  else if (!context.json) context.print(rolloutText(last, state));
  if (watched && last.state !== 'done') process.exitCode = EXIT.failed;
}

interface StartOptions {
  rings: string[];
  soak: number;
  haltAbove: number;
  office: string;
  dryRun?: boolean;
  watch?: boolean;
}

export function rolloutCommand(program: Command): void {
  const rollout = program
    .command('rollout')
    .description('bring agents to another version, ring by ring')
    .addHelpText('after', examples('backupctl rollout start 0.10.0 --rings 1%,10%,100%', 'backupctl rollout show latest --watch', 'backupctl rollout pause latest', 'backupctl rollout abort latest'));

  rollout
    .command('start <version>')
    .description('tell agents, ring by ring, to update to a version that the newest targets list')
    .requiredOption('--rings <rings>', 'shares that grow, and labels: 1%,10%,100% or canary=yes,100%', parseRingList)
    .option('--soak <duration>', 'quiet time between a ring and the next; default: 1h', parseDuration, 3_600)
    .option('--halt-above <share>', 'halt when more of the agents told have failed or went silent; default: 2%', parseShare, 2)
    .option('--office <name>', 'only agents of this office', '')
    .option('--dry-run', 'start nothing: show who would be in which ring')
    .option('--watch', 'follow it until it is over')
    .action((version: string, options: StartOptions, command: Command) =>
      withServer(command, async (context) => {
        const { rings, soak, haltAbove, office, dryRun = false, watch: watched = false } = options;
        const started = await context.call('StartRollout', { version, rings, soakMs: soak * 1000, haltAbove, office, dryRun });
        if (dryRun && context.json) context.printJson(jsonRollout(started));
        else if (dryRun) context.print(ringsTable(started));
        else {
          if (!context.json) context.note(`rollout ${started.id} of ${version} has started`);
          await show(context, started, { watched });
        }
      }),
    );

  rollout
    .command('list')
    .description('rollouts, the newest first')
    .option('--limit <n>', 'at most so many', parseCount, 20)
    .action(({ limit }: { limit: number }, command: Command) =>
      withServer(command, async (context) => {
        const { rollouts } = await context.call('ListRollouts', { limit });
        if (context.json) context.printJson(rollouts.map((one) => jsonRollout(one)));
        else context.print(listTable(rollouts));
      }),
    );

  rollout
    .command('show <rollout>')
    .description('one rollout and its agents; by id, version, or `latest`')
    .addOption(new Option('--state <state>', 'only agents in this state').choices(STATES))
    .option('--watch', 'follow it until it is over')
    .action((id: string, options: { state?: string; watch?: boolean }, command: Command) =>
      withServer(command, async (context) => show(context, await context.call('GetRollout', { id }), { watched: options.watch ?? false, ...(options.state === undefined ? {} : { state: options.state }) })),
    );

  const change = (action: 'pause' | 'resume' | 'abort', description: string): void => {
    rollout.command(`${action} <rollout>`).description(description).action((id: string, _options: unknown, command: Command) =>
      withServer(command, async (context) => {
        const changed = await context.call('ChangeRollout', { id, action });
        if (context.json) context.printJson(jsonRollout(changed));
        else context.print(`rollout ${changed.id} of ${changed.version} is ${changed.state}: ${countsLine(changed)}`);
      }),
    );
  };
  change('pause', 'tell nobody else; those that have been told finish');
  change('resume', 'go on: a paused one, or one that has halted, in spite of what failed so far');
  change('abort', 'end it: who has not begun to switch stays; nobody goes back');
}
