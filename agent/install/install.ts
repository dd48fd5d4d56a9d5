// `backup-agent install`: from an unpacked release and a token to an agent that runs. docs/install.md says what is placed where, and why.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import { initialTrust, readTrust } from '../../shared/release/index.js';
import type { ReleaseManifest } from '../../shared/release/types.js';
import type { EnrolmentToken } from '../../shared/rpc/token.js';
import { tryLock } from '../../shared/sys/lock.js';
import { agentPaths, DEFAULT_RESTORE_ROOT, parseAgentConfig, readAgentConfig, readIdentity, type AgentIdentity } from '../agent-files.js';
import { enrolMachine } from '../control/enrol-machine.js';
import { StateFiles } from '../update/state-files.js';
import { UpdateFiles } from '../update/update-files.js';
import { asUser, createAccount, findAccount, type Account } from './account.js';
import { SERVICE_USER, UNIT_NAME, type InstallPaths } from './layout.js';
import { directoryStep, fileStep, linkStep } from './places.js';
import { isProgramScript, programScript, uninstallScript } from './scripts.js';
import { hasSystemd, serviceIsActive, systemctl, systemdRuns } from './service.js';
import { placeRelease, planSlots, readListed, readManifest, versionIn, type SlotPlan } from './slots.js';
import { takeSteps, type Print, type Step } from './step.js';
import { unitText, userFile, type Rights } from './unit.js';

export interface InstallOptions {
  paths: InstallPaths;
  /** '' or the directory of an image. */
  root: string;
  /** An unpacked release. */
  from: string;
  token: EnrolmentToken | null;
  name: string | undefined;
  /** Empty: the default. */
  restoreRoots: string[];
  channel: string | undefined;
  /** root.json of the update keys. */
  trust: Buffer | null;
  rights: Rights;
  start: boolean;
  dryRun: boolean;
  print: Print;
}

export interface Installed {
  /** Whether anything was, or would be, changed. */
  changed: boolean;
  /** What was asked of the launcher, if a newer version has to prove itself. */
  trial: { id: string; version: string } | null;
}

const ROOT_MODE = 0o755;
const ROOT: Account = { name: 'root', uid: 0, gid: 0 };

export async function install(options: InstallOptions): Promise<Installed> {
  // Whatever root's own is: the agent's user goes through the directories that are made here.
  process.umask(0o022);
  const manifest = await readManifest(options.from);
  checkMachine(options, manifest);
  const installer = new Installer(options, manifest);
  const plan = await installer.plan();
  if (plan.kind === 'keep') options.print(`keeps:  ${plan.reason}`);
  const trial = plan.kind === 'trial' ? { id: randomUUID(), version: manifest.version } : null;
  const placed = await takeSteps([...installer.ground(), ...(await installer.programs()), ...installer.slots(plan, trial?.id ?? ''), ...installer.identity()], options);
  // Restore roots are known only now: a machine that is enrolled already has its own.
  const served = await takeSteps(await installer.service(placed), options);
  return { changed: placed || served, trial };
}

function checkMachine({ root, paths, rights }: InstallOptions, { platform, files }: ReleaseManifest): void {
  if (root === '' && process.geteuid?.() !== 0) throw new FarvaultError('REFUSED', 'only root can install the agent', { remedy: 'Run it with sudo.' });
  const here = `${process.platform}-${process.arch}`;
  if (platform !== here) throw new FarvaultError('REFUSED', `this release is for ${platform}, and this machine is ${here}`, { remedy: `Make an installer with --platform ${here}.` });
  if (rights.user === 'root' && rights.backupOnly) throw new FarvaultError('USAGE', '--backup-only takes rights away that root has: it does not go with --user root');
  let place = root + paths.prefix;
  while (!existsSync(place)) place = path.dirname(place);
  const { bavail, bsize } = statfsSync(place);
  const needed = files.reduce((sum, { bytes }) => sum + bytes + 4096, 0);
  // A second slot, for updates, comes later.
  if (bavail * bsize < 2 * needed) throw new FarvaultError('NO_SPACE', `${place} has ${Math.floor((bavail * bsize) / 1e6)} MB free, and two releases need ${Math.ceil((2 * needed) / 1e6)} MB`, { remedy: 'Make room, or choose another --prefix.' });
}

class Installer {
  readonly #at: (place: string) => string;

  constructor(
    private readonly options: InstallOptions,
    private readonly manifest: ReleaseManifest,
  ) {
    this.#at = (place) => options.root + place;
  }

  readonly #account = (): Account | null => (this.options.rights.user === 'root' ? null : findAccount(this.options.root, SERVICE_USER));

  /** As the agent's user; root when that is the agent's. */
  async #as<T>(work: () => Promise<T>): Promise<T> {
    const account = this.#account();
    return account === null ? work() : asUser(account, work);
  }

  get #dataDir(): string {
    return this.#at(this.options.paths.dataDir);
  }

  get #updates(): UpdateFiles {
    return new UpdateFiles(path.join(this.#dataDir, 'update'), () => undefined);
  }

  async plan(): Promise<SlotPlan> {
    const { prefix, slots } = this.options.paths;
    return this.#as(async () => {
      const state = new StateFiles(this.#at(prefix));
      const current = await state.current();
      const { proven } = await this.#updates.record();
      // What is damaged says nothing: it is repaired by a later step.
      const floor = (await readTrust(this.#updates.metadata).catch(() => null))?.minimumVersion ?? null;
      return planSlots({ current, version: current === null ? null : await versionIn(this.#at(path.join(slots, current))), proven, floor, bad: await state.badVersions() }, this.manifest.version);
    });
  }

  /** The user and the directories. */
  ground(): Step[] {
    const { options } = this;
    const { prefix, dataDir, madeUser, slots, state } = options.paths;
    const user: Step = {
      what: `make the user ${SERVICE_USER}`,
      isDone: () => this.#account() !== null,
      act: async () => {
        // First, so that uninstalling removes what this made, even when it is cut off here.
        await writeFileDurable(this.#at(madeUser), Buffer.alloc(0), 0o644);
        createAccount(options.root, SERVICE_USER, dataDir);
      },
    };
    return [
      // Whoever owns it could put another launcher there.
      directoryStep(this.#at(prefix), ROOT_MODE, () => (options.root === '' ? ROOT : null)),
      ...(options.rights.user === 'root' ? [] : [user]),
      directoryStep(this.#at(slots), ROOT_MODE, this.#owner),
      directoryStep(this.#at(state), ROOT_MODE, this.#owner),
      directoryStep(this.#dataDir, 0o700, this.#owner),
    ];
  }

  readonly #owner = (): Account | null => this.#account() ?? (this.options.rights.user === 'root' && this.options.root === '' ? ROOT : null);

  /** What root owns and runs. */
  async programs(): Promise<Step[]> {
    const { paths, from, rights } = this.options;
    const { launcher, user, uninstall, program } = paths;
    const offered = await readListed(from, this.manifest, 'launcher');
    const runs: Step = {
      what: `start ${launcher} once`,
      isDone: () => spawnSync(this.#at(launcher), ['--version'], { encoding: 'utf8' }).stdout?.trim() === String(numberOf(readFileSync(this.#at(launcher)))),
      act: () => {
        throw new FarvaultError('IO', 'it does not run', { remedy: 'Is its file system mounted with noexec? Then choose another --prefix.' });
      },
    };
    const foreign: Step = {
      what: `see that ${program} may be replaced`,
      isDone: () => !existsSync(this.#at(program)) || isProgramScript(readFileSync(this.#at(program), 'utf8')),
      act: () => {
        throw new FarvaultError('EXISTS', 'it is there, and not of an installation', { remedy: `Move ${program} out of the way.` });
      },
    };
    const newest = existsSync(this.#at(launcher)) && numberOf(readFileSync(this.#at(launcher))) > numberOf(offered);
    return [
      foreign,
      ...(newest ? [] : [fileStep(this.#at(launcher), offered, 0o755)]),
      ...(this.options.dryRun ? [] : [runs]),
      fileStep(this.#at(user), userFile(rights), 0o644),
      fileStep(this.#at(uninstall), uninstallScript(paths), 0o755),
      fileStep(this.#at(program), programScript(paths), 0o755),
    ];
  }

  slots(plan: SlotPlan, trialId: string): Step[] {
    if (plan.kind === 'keep') return [];
    const { paths, from } = this.options;
    const state = new StateFiles(this.#at(paths.prefix));
    const { version } = this.manifest;
    const { slot } = plan;
    const place: Step = {
      what: `place ${version} in slot ${slot}`,
      isDone: () => false,
      act: async () => {
        await this.#stopAgent();
        const account = this.#owner() ?? { name: 'root', uid: process.geteuid!(), gid: process.getegid!() };
        // What lies there is no longer a way back.
        await asUser(account, () => state.endProbation());
        await placeRelease(from, this.#at(paths.slots), slot, account);
      },
    };
    const mark: Step =
      plan.kind === 'place'
        ? { what: `make slot ${slot} the current one`, isDone: () => false, act: () => this.#as(() => writeFileDurable(this.#at(path.join(paths.state, 'current')), Buffer.from(`${slot}\n`))) }
        : { what: `ask for a trial of ${version}`, isDone: () => false, act: () => this.#as(() => state.askTrial({ slot, version, id: trialId })) };
    return [place, mark];
  }

  /** An update of its own must not write into the slot at the same time. */
  async #stopAgent(): Promise<void> {
    if (systemdRuns(this.options.root) && serviceIsActive()) systemctl('stop', UNIT_NAME);
    const { lock } = agentPaths(this.#dataDir);
    await this.#as(async () => {
      const handle = await open(lock, 'a', 0o600);
      try {
        if (!tryLock(handle.fd)) throw new FarvaultError('REFUSED', 'the agent runs, and not under systemd', { remedy: 'Stop it, install, and start it again.' });
      } finally {
        await handle.close();
      }
    });
  }

  identity(): Step[] {
    const { token, name, restoreRoots, channel, trust, paths } = this.options;
    const steps: Step[] = [];
    if (trust !== null) {
      steps.push({
        what: 'keep the root of the update keys',
        isDone: async () => existsSync(this.#dataDir) && isRoot(await this.#as(() => this.#updates.metadata.read('root.json'))),
        act: () =>
          this.#as(async () => {
            await this.#updates.open();
            await this.#updates.metadata.write('root.json', trust);
          }),
      });
    }
    steps.push({
      what: `enrol this machine${token === null ? '' : `, at ${token.addresses.join(' or ')}`}`,
      isDone: async () => {
        const identity = existsSync(this.#dataDir) ? await this.#as(() => readIdentity(this.#dataDir)) : null;
        if (identity !== null && token !== null && isForAnother(token, identity)) this.options.print(`keeps:  it is agent ${identity.name} of the server at ${identity.addresses.join(' or ')}, and stays that; this token is for another. To change over, uninstall first`);
        return identity !== null;
      },
      act: async () => {
        if (token === null) throw new FarvaultError('USAGE', 'it is not enrolled yet, and there is no token', { remedy: 'Give --token or --token-file, from: backupctl agent token --office NAME' });
        const config = parseAgentConfig(JSON.stringify({ ...(restoreRoots.length > 0 ? { restoreRoots } : {}), ...(channel === undefined ? {} : { channel }) }), '--restore-root or --channel');
        const identity = await this.#as(() => enrolMachine({ dataDir: this.#dataDir, token, config, name }));
        this.options.print(`        as ${identity.name} of office ${identity.office}`);
      },
      remedy: `Is the server reached from here? ${paths.dataDir} is kept; install again with the same token.`,
    });
    return steps;
  }

  /** agent.json is the agent's user's: what it names is opened to that user only where root has said so, now or at an earlier installation. */
  #agreed(wanted: readonly string[]): string[] {
    const { options } = this;
    const said = new Set([DEFAULT_RESTORE_ROOT, ...options.restoreRoots, ...linesOf(this.#at(options.paths.restoreRoots))]);
    for (const directory of wanted) if (!said.has(directory)) options.print(`closed: ${directory}, which agent.json names as a restore root. To open it, install with --restore-root ${directory}`);
    return wanted.filter((directory) => said.has(directory));
  }

  /** `placed`: something lies there anew, so that a running agent is to be started again. */
  async service(placed: boolean): Promise<Step[]> {
    const { paths, rights, root, start, restoreRoots } = this.options;
    const enrolled = existsSync(agentPaths(this.#dataDir).config);
    const wanted = enrolled ? (await this.#as(() => readAgentConfig(this.#dataDir))).restoreRoots : restoreRoots.length > 0 ? restoreRoots : [DEFAULT_RESTORE_ROOT];
    const roots = this.#agreed(wanted);
    const steps = [...roots.map((directory) => directoryStep(this.#at(directory), 0o700, this.#owner, true)), fileStep(this.#at(paths.restoreRoots), roots.map((directory) => `${directory}\n`).join(''), 0o644)];
    if (!hasSystemd(root)) return steps;
    steps.push(fileStep(this.#at(paths.unit), unitText(paths, rights, roots), 0o644), linkStep(this.#at(paths.wanted), paths.unit));
    if (!systemdRuns(root)) return steps;
    const unitIsNew = !(await steps.at(-2)!.isDone());
    steps.push({ what: 'tell systemd', isDone: () => !unitIsNew, act: () => systemctl('daemon-reload') });
    if (start) steps.push({ what: `start ${UNIT_NAME}`, isDone: () => !placed && !unitIsNew && serviceIsActive(), act: () => systemctl('restart', UNIT_NAME) });
    return steps;
  }
}

function isForAnother({ repositoryId, replaces }: EnrolmentToken, identity: AgentIdentity): boolean {
  return repositoryId !== identity.repositoryId || (replaces !== undefined && replaces !== identity.name);
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

function isRoot(bytes: Buffer | null): boolean {
  try {
    return bytes !== null && initialTrust(bytes).version > 0;
  } catch {
    return false; // Damaged: the installer's takes its place.
  }
}

/** Of a launcher, as it would say itself. */
function numberOf(script: Buffer): number {
  return Number(/^NUMBER=(\d{1,9})$/m.exec(script.toString())?.[1] ?? 0);
}
