// The agent's certificate: renewed from the first third of its life on, also when it has expired. A new key each time; the old pair is kept until the new one is on disk.
import { X509Certificate } from 'node:crypto';
import { messageOf } from '../../shared/errors/errors.js';
import { newestCa } from '../../shared/rpc/ca.js';
import { openConnection, unary } from '../../shared/rpc/client.js';
import { createKeyAndRequest, toPem } from '../../shared/rpc/key-pair.js';
import type { Logger } from '../../shared/service/log.js';
import type { Clock } from '../../shared/time/clock.js';
import type { AgentIdentity } from '../agent-files.js';
import { toldAddresses } from './told-addresses.js';

/** Beginning, expiry, and the moment from which it should be renewed; ms since 1970. */
export function certificateTimes(certificatePem: string): { fromMs: number; expiresMs: number; renewFromMs: number } {
  const certificate = new X509Certificate(certificatePem);
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  return { fromMs: from, expiresMs: to, renewFromMs: from + (to - from) / 3 };
}

/** The identity with a new key and certificate, and the CA's as it is now, over a connection of its own: a stream that is up stays up. */
export async function renew(identity: AgentIdentity, address: string): Promise<AgentIdentity> {
  const connection = openConnection(address, identity);
  try {
    const { key, csr } = await createKeyAndRequest();
    const given = await unary(connection.agent.renew.bind(connection.agent), { csr });
    const certificate = toPem('CERTIFICATE', given.certificate);
    return { ...identity, key, certificate, ca: newestCa(given.ca, certificate, identity.ca), addresses: toldAddresses(given.addresses, identity.addresses) };
  } finally {
    connection.close();
  }
}

const CHECK_MS = 6 * 60 * 60_000;
const RETRY_MS = 5 * 60_000;

export interface RenewalDependencies {
  identity(): AgentIdentity;
  keep(next: AgentIdentity): Promise<void>;
  /** Where the server may be, in the order to try. */
  targets(): Promise<readonly string[]>;
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn'>;
}

export class Renewal {
  #sooner = new AbortController();

  constructor(private readonly deps: RenewalDependencies) {}

  /** The server was asked for a control stream, and there is none: with a certificate that has ended there cannot be one, so that comes first. */
  disconnected(): void {
    if (this.deps.clock.now() >= certificateTimes(this.deps.identity().certificate).expiresMs) this.#sooner.abort();
  }

  /** Until the signal aborts; rejects then. */
  async run(signal: AbortSignal): Promise<never> {
    const { clock } = this.deps;
    for (;;) {
      const due = clock.now() >= certificateTimes(this.deps.identity().certificate).renewFromMs;
      const waitMs = due && !(await this.#renew()) ? RETRY_MS : CHECK_MS;
      this.#sooner = new AbortController();
      await clock.sleep(waitMs, AbortSignal.any([signal, this.#sooner.signal])).catch(() => signal.throwIfAborted());
    }
  }

  async #renew(): Promise<boolean> {
    const { deps } = this;
    const { log } = deps;
    for (const address of await deps.targets()) {
      try {
        await deps.keep(await renew(deps.identity(), address));
        log.info('certificate renewed');
        return true;
      } catch (error) {
        log.warn({ address, reason: messageOf(error) }, 'the certificate could not be renewed');
      }
    }
    return false;
  }
}
