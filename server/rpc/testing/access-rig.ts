// The port with every service on it, whose handlers do nothing: what is tried here is who gets as far as a handler.
import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as grpc from '@grpc/grpc-js';
import { formatAddress, type Address } from '../../../shared/rpc/address.js';
import { openConnection, type Connection } from '../../../shared/rpc/client.js';
import { createKeyAndRequest, keyOfRequest, toPem } from '../../../shared/rpc/key-pair.js';
import { services } from '../../../shared/rpc/proto.js';
import { parseToken } from '../../../shared/rpc/token.js';
import { systemClock, type Clock } from '../../../shared/time/clock.js';
import { FleetService, FleetState, type FleetDependencies, USER_ROLES, type CallIdentity, type UserRole } from '../../fleet/index.js';
import { openPki, type Pki } from '../../pki/index.js';
import { createAuthoriser } from '../authorisation.js';
import type { Directory } from '../directory.js';
import { createInjectedServer } from '../grpc-server.js';
import { guardService } from '../service.js';
import { TlsListener } from '../tls-listener.js';

export interface Caller {
  name: string;
  /** PEM; absent: shows no certificate. */
  identity?: { certificate: string; key: string };
}

const OFFICES = ['mine', 'theirs'] as const;

export class AccessRig {
  skewMs = 0;
  readonly refused: CallIdentity[] = [];
  readonly stranger: Caller = { name: 'stranger' };
  agent: Caller = this.stranger;
  revokedAgent: Caller = this.stranger;
  revokedUser: Caller = this.stranger;
  unknownUser: Caller = this.stranger;
  readonly #users = new Map<string, Caller>();
  readonly #connections = new Map<Caller, Connection>();
  readonly #repositoryId = randomBytes(16).toString('hex');
  readonly #dataDir = mkdtempSync(path.join(tmpdir(), 'fv-access-'));
  readonly #clock: Clock = { ...systemClock, now: () => systemClock.now() + this.skewMs };
  #pki!: Pki;
  #fleet!: FleetService;
  #bound!: Address;
  #stop: () => void = () => undefined;

  constructor(private readonly journalOf: (state: FleetState, clock: Clock) => FleetDependencies['journal']) {}

  async start(): Promise<void> {
    const clock = this.#clock;
    const now = (): number => clock.now();
    this.#pki = await openPki({ dataDir: this.#dataDir, repositoryId: this.#repositoryId, hosts: ['127.0.0.1'], inUse: false, clock });
    const state = new FleetState();
    const none = (): void => undefined;
    this.#fleet = new FleetService({ journal: this.journalOf(state, clock), state, authority: this.#pki.authority, clock, serverVersion: '1', addresses: () => ['127.0.0.1:1'], cutConnections: none, log: none });
    const server = createInjectedServer();
    const listener = new TlsListener({ pki: this.#pki, clock, onConnection: (socket) => server.inject(socket), log: none });
    const authorise = createAuthoriser({ authority: this.#pki.authority, state, directory: this.#directory(), now, refused: (identity) => void this.refused.push(identity) });
    for (const service of Object.values(services())) {
      const handlers = Object.fromEntries(Object.keys(service).map((name) => [name, () => Promise.resolve({})]));
      server.grpc.addService(service, guardService(service, handlers as never, { authorise, onError: none }));
    }
    this.#bound = await listener.listen({ host: '127.0.0.1', port: 0 });
    this.#stop = () => {
      server.grpc.forceShutdown();
      listener.stopListening();
      listener.destroy();
    };
    await this.#people();
  }

  stop(): void {
    for (const connection of this.#connections.values()) connection.close();
    this.#stop();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  user(role: UserRole, office?: 'mine'): Caller {
    return this.#users.get(`${role} ${office ?? 'all'}`)!;
  }

  client(caller: Caller): grpc.Client {
    const connection = this.#connections.get(caller) ?? openConnection(formatAddress(this.#bound), { ca: this.#pki.authority.pem, repositoryId: this.#repositoryId, ...caller.identity });
    this.#connections.set(caller, connection);
    return connection.admin;
  }

  /** What is named mine… belongs to the office mine, theirs… to the other; runs were started by whoever stands behind the colon. Else there is nothing. */
  #directory(): Directory {
    return {
      find: ({ what, name }) => {
        const office = OFFICES.find((known) => name.startsWith(known));
        if (office === undefined) return Promise.resolve(undefined);
        const officeId = this.#fleet.getOffice(office).id;
        return Promise.resolve(what === 'run' ? { officeId, run: { officeId, agentId: '', kind: 'restore', startedBy: name.split(':')[1] ?? '' } } : { officeId });
      },
    };
  }

  async #people(): Promise<void> {
    for (const office of OFFICES) await this.#fleet.createOffice(office);
    this.agent = await this.#enrol('agent');
    this.revokedAgent = await this.#enrol('gone');
    await this.#fleet.revokeAgent('gone');
    const mine = this.#fleet.getOffice('mine').id;
    for (const role of USER_ROLES) {
      this.#users.set(`${role} all`, await this.#createUser(`${role}-all`, role, null));
      this.#users.set(`${role} mine`, await this.#createUser(`${role}-mine`, role, [mine]));
    }
    this.revokedUser = await this.#createUser('dismissed', 'admin', null);
    await this.#fleet.revokeUser('dismissed');
    const { key, csr } = await createKeyAndRequest();
    const issued = await this.#pki.authority.issue(await keyOfRequest(csr), { role: 'admin', repositoryId: this.#repositoryId, name: 'nobody-knows' }, 30);
    this.unknownUser = { name: 'nobody-knows', identity: { certificate: toPem('CERTIFICATE', issued.certificate), key } };
  }

  async #createUser(name: string, role: UserRole, offices: string[] | null): Promise<Caller> {
    const { key, csr } = await createKeyAndRequest();
    const { certificate } = await this.#fleet.createUser(name, csr, { role, offices });
    return { name, identity: { certificate: toPem('CERTIFICATE', certificate), key } };
  }

  async #enrol(name: string): Promise<Caller> {
    const { key, csr } = await createKeyAndRequest();
    const { secret } = parseToken((await this.#fleet.createToken('mine', 60_000)).token);
    const { certificate } = await this.#fleet.enrol({ secret, csr, name, facts: null }, 'test');
    return { name, identity: { certificate: toPem('CERTIFICATE', certificate), key } };
  }
}
