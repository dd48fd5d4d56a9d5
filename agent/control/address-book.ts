// Where the server is: names are looked up at each attempt, and where they led the last time is remembered, on disk too. So an agent finds its server while DNS is
// gone or gives another machine's address; who answers is checked by certificate in any case.
import { isIP } from 'node:net';
import path from 'node:path';
import { writeFile, rename } from 'node:fs/promises';
import { messageOf } from '../../shared/errors/errors.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';
import { formatAddress, parseAddress } from '../../shared/rpc/address.js';

const FILE_BYTES = 64 * 1024;
const MAX_ADDRESSES = 32;
const MAX_FOUND = 4;
const LOOKUP_MS = 5_000;

export interface Places {
  /** To be tried in this order. */
  targets: string[];
  /** Names that led nowhere now, in words. */
  faults: string[];
}

export interface AddressBookParts {
  /** Where the answers are remembered; lost without harm. */
  folder: string;
  /** All addresses of a host. */
  lookup(host: string): Promise<string[]>;
  sleep(ms: number): Promise<void>;
}

export class AddressBook {
  /** By address as given: where it led when the server last answered there. */
  readonly #known = new Map<string, string>();
  /** Which given address a target came from. */
  readonly #origin = new Map<string, string>();
  readonly #file: string;

  private constructor(private readonly parts: AddressBookParts) {
    this.#file = path.join(parts.folder, 'addresses.json');
  }

  static async open(parts: AddressBookParts): Promise<AddressBook> {
    const book = new AddressBook(parts);
    try {
      const bytes = await readSmallFile(book.#file, FILE_BYTES);
      const pairs = bytes === null ? [] : (JSON.parse(bytes.toString()) as [string, string][]);
      for (const [given, target] of pairs.slice(0, MAX_ADDRESSES)) book.#known.set(given, formatAddress(parseAddress(target)));
    } catch {
      book.#known.clear(); // A courtesy of earlier days: without it names are looked up.
    }
    return book;
  }

  async places(given: readonly string[]): Promise<Places> {
    const found = await Promise.all(given.slice(0, MAX_ADDRESSES).map((address) => this.#resolve(address)));
    this.#origin.clear();
    for (const [at, { targets }] of found.entries()) for (const target of targets) this.#origin.set(target, given[at]);
    // What is remembered comes after what is looked up now: addresses change.
    const remembered = given.flatMap((address) => this.#known.get(address) ?? []);
    return { targets: [...new Set([...found.flatMap(({ targets }) => targets), ...remembered])], faults: found.flatMap(({ fault }) => fault ?? []) };
  }

  /** The server answered there. */
  async answered(target: string): Promise<void> {
    const given = this.#origin.get(target);
    if (given === undefined || given === target || this.#known.get(given) === target) return;
    this.#known.set(given, target);
    const temp = `${this.#file}.tmp`;
    await writeFile(temp, JSON.stringify([...this.#known].slice(-MAX_ADDRESSES)), { mode: 0o600 });
    await rename(temp, this.#file);
  }

  async #resolve(address: string): Promise<{ targets: string[]; fault?: string }> {
    const { host, port } = parseAddress(address);
    if (isIP(host) !== 0) return { targets: [address] };
    try {
      const slow = this.parts.sleep(LOOKUP_MS).then(() => Promise.reject(new Error(`no answer within ${LOOKUP_MS / 1000} s`)));
      const found = await Promise.race([this.parts.lookup(host), slow]);
      return { targets: found.slice(0, MAX_FOUND).map((ip) => formatAddress({ host: ip, port })) };
    } catch (error) {
      const known = this.#known.get(address);
      return { targets: [], fault: `the name ${host} cannot be looked up (${messageOf(error)})${known === undefined ? '' : `; tried ${known}, where it led the last time`}` };
    }
  }
}
