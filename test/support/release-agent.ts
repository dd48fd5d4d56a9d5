// An agent's side of releases without the agent: an identity of its own, metadata and archives read as an agent reads them.
import { readFileSync } from 'node:fs';
import type { ClientReadableStream } from '@grpc/grpc-js';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { refreshTrust } from '../../shared/release/index.js';
import { MemoryStore } from '../../shared/release/testing/repository.js';
import type { TrustedRelease } from '../../shared/release/types.js';
import { openConnection, unary, type Connection, type ConnectionIdentity } from '../../shared/rpc/client.js';
import type { ReleasePart__Output } from '../../shared/rpc/gen/farvault/v1/ReleasePart.js';
import { createKeyAndRequest, toPem } from '../../shared/rpc/key-pair.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { parseToken } from '../../shared/rpc/token.js';
import { systemClock } from '../../shared/time/clock.js';
import type { Cluster } from './cluster.js';

export class ReleaseAgent {
  #connection: Connection | null = null;

  private constructor(
    private readonly cluster: Cluster,
    private readonly identity: ConnectionIdentity,
  ) {}

  /** Enrols in an office that is there. */
  static async enrol(cluster: Cluster, office: string, name: string): Promise<ReleaseAgent> {
    const { ca, repositoryId } = parseAdminConfig(readFileSync(cluster.config, 'utf8'), cluster.config);
    const { token } = await cluster.json<{ token: string }>(['agent', 'token', '--office', office]);
    const { key, csr } = await createKeyAndRequest();
    const stranger = openConnection(cluster.address, { ca, repositoryId });
    const { certificate } = await unary(stranger.agent.enrol.bind(stranger.agent), { secret: parseToken(token).secret, csr, name });
    stranger.close();
    return new ReleaseAgent(cluster, { ca, repositoryId, key, certificate: toPem('CERTIFICATE', certificate) });
  }

  /** To the server as it listens now. */
  get connection(): Connection {
    this.#connection ??= openConnection(this.cluster.address, this.identity);
    return this.#connection;
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  /** Null: there is none of that name. */
  async metadata(name: string): Promise<Buffer | null> {
    try {
      return (await unary(this.connection.agent.getUpdateFile.bind(this.connection.agent), { name })).data;
    } catch (error) {
      if (isFarvaultError(error, 'NOT_FOUND')) return null;
      throw error;
    }
  }

  /** What an agent that was installed with `root` makes of the server. */
  trust(root: Buffer): Promise<TrustedRelease> {
    return refreshTrust({ store: new MemoryStore(new Map([['root.json', root]])), source: (name) => this.metadata(name), clock: systemClock });
  }

  open(sha256: string, offset = 0, limit = 0): ClientReadableStream<ReleasePart__Output> {
    return this.connection.agent.readRelease({ sha256: Buffer.from(sha256, 'hex'), offset, limit });
  }

  async read(sha256: string, offset = 0, limit = 0): Promise<Buffer> {
    const parts: Buffer[] = [];
    const call = this.open(sha256, offset, limit);
    await new Promise<void>((resolve, reject) => {
      call.on('data', ({ data }: ReleasePart__Output) => parts.push(data));
      call.on('error', (error) => reject(fromServiceError(error as Parameters<typeof fromServiceError>[0])));
      call.on('end', resolve);
    });
    return Buffer.concat(parts);
  }
}
