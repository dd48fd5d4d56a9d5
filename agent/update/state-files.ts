// HOME/state: what agent and launcher tell each other, one line each (docs/agent-life.md). The launcher is a shell script: words between single spaces, a line feed
// at the end, nothing quoted. Each file is replaced by temporary file (NAME.tmp), flush, rename and flush of the directory. What cannot be read is not there, as for the launcher.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, isFarvaultError, systemCode } from '../../shared/errors/errors.js';
import { ensureDirectory, readSmallFile, removeFile, TEMP_SUFFIX, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';

const FILE_BYTES = 4_096;
const MAX_REASON_CHARS = 500;
const VERSION = /^[0-9][0-9A-Za-z.+-]{0,63}$/;
const ID = /^[0-9A-Za-z-]{1,64}$/;
const RESULTS = ['good', 'bad', 'unreached'] as const;

export type Slot = 'a' | 'b';

/** Asked for by the agent, ended by the launcher. */
export interface Trial {
  slot: Slot;
  version: string;
  id: string;
}

/** By the version on trial. */
export interface Verdict {
  id: string;
  result: (typeof RESULTS)[number];
  /** Empty when good. */
  reason: string;
}

/** How the last trial ended, by the launcher. */
export interface Outcome extends Verdict {
  version: string;
}

/** Where to go back to if the new version keeps crashing. */
export interface Probation {
  slot: Slot;
  version: string;
}

/** In the order in which the two slots take turns. */
export function otherSlot(slot: Slot): Slot {
  return slot === 'a' ? 'b' : 'a';
}

export function isSlot(text: string | undefined): text is Slot {
  return text === 'a' || text === 'b';
}

export class StateFiles {
  readonly #folder: string;

  /** `home`: where launcher, slots and state lie. */
  constructor(home: string) {
    this.#folder = path.join(home, 'state');
  }

  /** The slot that has proven itself. */
  async current(): Promise<Slot | null> {
    const [slot] = await this.#words('current');
    return isSlot(slot) ? slot : null;
  }

  async trial(): Promise<Trial | null> {
    const [slot, version, id] = await this.#words('trial');
    return isSlot(slot) && isVersion(version) && isId(id) ? { slot, version, id } : null;
  }

  /** What comes after this process, when it ends with EXIT_LOOK_AGAIN. */
  async askTrial({ slot, version, id }: Trial): Promise<void> {
    const line = `${slot} ${version} ${id}`;
    if (!isVersion(version) || !isId(id)) throw new FarvaultError('INVALID', `'${line}' cannot be a trial`);
    await this.#write('trial', line);
  }

  async verdict(): Promise<Verdict | null> {
    const [id, result, ...reason] = swapped(await this.#words('verdict'));
    return isId(id) && isResult(result) ? { id, result, reason: reason.join(' ') } : null;
  }

  async giveVerdict({ id, result, reason }: Verdict): Promise<void> {
    await this.#write('verdict', `${result} ${id} ${oneLine(reason)}`.trim());
  }

  async outcome(): Promise<Outcome | null> {
    const [id, version, result, ...reason] = await this.#words('outcome');
    return isId(id) && isVersion(version) && isResult(result) ? { id, version, result, reason: reason.join(' ') } : null;
  }

  /** The launcher has made the slot on trial the current one. A full disk may keep it from writing the outcome; the trial is gone then all the same. */
  async hasAccepted(slot: Slot, trialId: string): Promise<boolean> {
    const outcome = await this.outcome();
    if (outcome?.id === trialId && outcome.result === 'good') return true;
    return (await this.current()) === slot && (await this.trial()) === null;
  }

  async probation(): Promise<Probation | null> {
    const [slot, version] = await this.#words('probation');
    return isSlot(slot) && isVersion(version) ? { slot, version } : null;
  }

  async endProbation(): Promise<void> {
    await removeFile(path.join(this.#folder, 'probation'), realFs);
    await realFs.syncDirectory(this.#folder);
  }

  /** Versions that are never tried again on this machine. */
  async badVersions(): Promise<Set<string>> {
    const names = await readdir(path.join(this.#folder, 'bad')).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    });
    return new Set(names.filter((name) => !name.endsWith(TEMP_SUFFIX) && isVersion(name)));
  }

  /** Null: it is not bad. */
  async whyBad(version: string): Promise<string | null> {
    return isVersion(version) ? this.#line(path.join('bad', version)) : null;
  }

  async markBad(version: string, reason: string): Promise<void> {
    if (!isVersion(version)) throw new FarvaultError('INVALID', 'a version that cannot be the name of a file');
    await ensureDirectory(path.join(this.#folder, 'bad'), realFs);
    await this.#write(path.join('bad', version), oneLine(reason));
  }

  async #words(name: string): Promise<(string | undefined)[]> {
    const line = await this.#line(name);
    return line === null ? [] : line.split(' ').filter((word) => word !== '');
  }

  async #line(name: string): Promise<string | null> {
    try {
      const bytes = await readSmallFile(path.join(this.#folder, name), FILE_BYTES);
      return bytes === null ? null : oneLine(bytes.toString().split('\n', 1)[0]);
    } catch (error) {
      if (isFarvaultError(error, 'FORMAT')) return null;
      throw error;
    }
  }

  async #write(name: string, line: string): Promise<void> {
    await writeFileDurable(path.join(this.#folder, name), Buffer.from(`${line}\n`));
  }
}

/** The verdict has its result first, so that the launcher reads it as 'case'. */
function swapped([result, id, ...rest]: (string | undefined)[]): (string | undefined)[] {
  return [id, result, ...rest];
}

function isVersion(text: string | undefined): text is string {
  return text !== undefined && VERSION.test(text);
}

function isId(text: string | undefined): text is string {
  return text !== undefined && ID.test(text);
}

function isResult(text: string | undefined): text is Verdict['result'] {
  return RESULTS.some((result) => result === text);
}

/** Printable, on one line, of bounded length. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, MAX_REASON_CHARS);
}
