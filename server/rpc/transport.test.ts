// The port as the network sees it: who gets in with which certificate, what a token is good for, and that revocation cuts.
import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createPrivateKey, generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import {
  ExtendedKeyUsage, ExtendedKeyUsageExtension, Pkcs10CertificateRequestGenerator, PublicKey, SubjectAlternativeNameExtension, X509Certificate as PeculiarCertificate,
  X509CertificateGenerator, type JsonGeneralName,
} from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFarvaultError, type ErrorCode } from '../../shared/errors/errors.js';
import { formatAddress, type Address } from '../../shared/rpc/address.js';
import { openConnection, unary, waitReady, type Connection, type ConnectionIdentity } from '../../shared/rpc/client.js';
import { formatName } from '../../shared/rpc/identity.js';
import { createKeyAndRequest, keyOfRequest, toPem, type KeyAndRequest } from '../../shared/rpc/key-pair.js';
import { contract, services } from '../../shared/rpc/proto.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { parseToken } from '../../shared/rpc/token.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';
import { FleetService, FleetState } from '../fleet/index.js';
import { MemoryJournal } from '../fleet/testing.js';
import { Authority, createAuthority } from '../pki/authority.js';
import { DAY_MS, openPki, type Pki } from '../pki/index.js';
import { Releases, ReleaseState } from '../releases/index.js';
import { agentReleaseHandlers } from './agent-releases.js';
import { createAgentService } from './agent-service.js';
import { checkRule, createAuthoriser } from './authorisation.js';
import { createInjectedServer, type InjectedServer } from './grpc-server.js';
import { RULES, type Role } from './rules.js';
import { ReleaseStreams } from './release-stream.js';
import { guardService } from './service.js';
import { TlsListener } from './tls-listener.js';

const REPOSITORY = randomBytes(16).toString('hex');
const dataDir = mkdtempSync(path.join(tmpdir(), 'fv-transport-'));
let skewMs = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + skewMs };

let pki: Pki;
let fleet: FleetService;
let state: FleetState;
let journal: MemoryJournal;
let listener: TlsListener;
let server: InjectedServer;
let bound: Address;
const open: Connection[] = [];

beforeAll(async () => {
  pki = await openPki({ dataDir, repositoryId: REPOSITORY, hosts: ['127.0.0.1'], inUse: false, clock });
  state = new FleetState();
  journal = new MemoryJournal(state, clock);
  const log = (): void => undefined;
  const addresses = (): string[] => [formatAddress(bound)];
  fleet = new FleetService({ journal, state, authority: pki.authority, clock, serverVersion: '1', addresses, cutConnections: (identity) => listener.cut(identity), log });
  server = createInjectedServer();
  listener = new TlsListener({ pki, clock, onConnection: (socket) => server.inject(socket), log });
  const guard = { authorise: createAuthoriser({ authority: pki.authority, state, directory: { find: () => Promise.resolve(undefined) }, now: clock.now, refused: log }), onError: log };
  const { Agent } = contract();
  const releases = new Releases({ dataDir, state: new ReleaseState(), journal, admitFile: () => Promise.resolve(), clock, log });
  server.grpc.addService(Agent.service, guardService(Agent.service, { ...createAgentService(fleet, REPOSITORY, addresses), ...agentReleaseHandlers(releases, new ReleaseStreams(releases, clock)) }, guard));
  bound = await listener.listen({ host: '127.0.0.1', port: 0 });
  await fleet.createOffice('berlin');
});

afterAll(() => {
  for (const connection of open) connection.close();
  server.grpc.forceShutdown();
  listener.stopListening();
  listener.destroy();
  rmSync(dataDir, { recursive: true, force: true });
});

function dial(identity: Partial<ConnectionIdentity> = {}): Connection {
  const connection = openConnection(formatAddress(bound), { ca: pki.authority.pem, repositoryId: REPOSITORY, ...identity });
  open.push(connection);
  return connection;
}

interface Enrolled {
  agentId: string;
  name: string;
  identity: { certificate: string; key: string };
}

async function secretOf(ttlMs = 60_000): Promise<Buffer> {
  return parseToken((await fleet.createToken('berlin', ttlMs)).token).secret;
}

let count = 0;
async function enrolled(): Promise<Enrolled> {
  const { key, csr } = await createKeyAndRequest();
  const name = `agent${++count}`;
  const { agent, certificate } = await fleet.enrol({ secret: await secretOf(), csr, name, facts: null }, 'test');
  return { agentId: agent.id, name, identity: { certificate: toPem('CERTIFICATE', certificate), key } };
}

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'none'> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!isFarvaultError(error)) throw error;
    return error.code;
  }
}

async function renewWith(identity: Partial<ConnectionIdentity>): Promise<ErrorCode | 'none'> {
  const connection = dial(identity);
  const { csr } = await createKeyAndRequest();
  return codeOf(unary(connection.agent.renew.bind(connection.agent), { csr }, undefined, 3_000));
}

/** Opens a control stream; resolves when Welcome is there, and gives what ends the stream. */
async function control(identity: Partial<ConnectionIdentity>, instanceId = 'one'): Promise<{ welcomed: boolean; over: Promise<ErrorCode>; cancel(): void }> {
  const stream = dial(identity).agent.control();
  const over = new Promise<ErrorCode>((resolve) => stream.on('error', (error) => resolve(fromServiceError(error).code)));
  const welcome = new Promise<true>((resolve) => stream.on('data', () => resolve(true)));
  stream.write({ hello: { instanceId, activeRuns: [], facts: null } });
  const welcomed = (await Promise.race([welcome, over])) === true;
  return { welcomed, over, cancel: () => stream.cancel() };
}

describe('certificates at the port (T7)', () => {
  it('lets an enrolled agent in', async () => {
    const { identity, agentId } = await enrolled();
    const stream = await control(identity);
    expect(stream.welcomed).toBe(true);
    expect(fleet.presence(agentId)).toBeDefined();
    stream.cancel();
  });

  it('refuses one of another CA, one signed by itself, and the server’s own', async () => {
    const other = await Authority.load(await createAuthority(REPOSITORY, clock), REPOSITORY, clock);
    const { identity, agentId } = await enrolled();
    const officeId = fleet.getAgent(agentId).officeId;
    const { key, csr } = await createKeyAndRequest();
    const foreign = await other.issue(await keyOfRequest(csr), { role: 'agent', repositoryId: REPOSITORY, officeId, agentId }, 30);
    const self = await createAuthority(REPOSITORY, clock);
    expect(identity.key).not.toBe(key);
    expect(await renewWith({ certificate: toPem('CERTIFICATE', foreign.certificate), key })).toBe('UNAVAILABLE');
    expect(await renewWith({ certificate: self.certificate, key: self.key })).toBe('UNAVAILABLE');
    expect(await renewWith(pki.server)).toBe('UNAVAILABLE');
  });

  it('refuses one that is not yet valid', async () => {
    const future = await Authority.load({ certificate: pki.authority.pem, key: readFileSync(path.join(dataDir, 'pki/ca.key'), 'utf8') }, REPOSITORY, { ...clock, now: () => Date.now() + 2 * DAY_MS });
    const { agentId } = await enrolled();
    const { key, csr } = await createKeyAndRequest();
    const early = await future.issue(await keyOfRequest(csr), { role: 'agent', repositoryId: REPOSITORY, officeId: fleet.getAgent(agentId).officeId, agentId }, 30);
    expect(await renewWith({ certificate: toPem('CERTIFICATE', early.certificate), key })).toBe('UNAVAILABLE');
  });

  it('refuses one of our CA whose name is none, two, another kind of name, or whose key is not the one it was made for', async () => {
    const { csr, key } = await createKeyAndRequest();
    const spki = await keyOfRequest(csr);
    const caKey = createPrivateKey(readFileSync(path.join(dataDir, 'pki/ca.key'))).export({ format: 'der', type: 'pkcs8' });
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const signingKey = await webcrypto.subtle.importKey('pkcs8', caKey, algorithm, false, ['sign']);
    const made = async (names: JsonGeneralName[], usage = ExtendedKeyUsage.clientAuth): Promise<string> => {
      const certificate = await X509CertificateGenerator.create({
        serialNumber: randomBytes(16).toString('hex'),
        subject: 'CN=admin',
        issuer: new PeculiarCertificate(pki.authority.der).subjectName,
        notBefore: new Date(Date.now() - 1000),
        notAfter: new Date(Date.now() + DAY_MS),
        publicKey: new PublicKey(spki),
        signingKey,
        signingAlgorithm: algorithm,
        extensions: [new ExtendedKeyUsageExtension([usage], true), ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)])],
      });
      return toPem('CERTIFICATE', Buffer.from(certificate.rawData));
    };
    const admin = formatName({ role: 'admin', repositoryId: REPOSITORY, name: 'root' });
    const url = (value: string): JsonGeneralName => ({ type: 'url', value });
    await fleet.createUser('root', csr);
    const refused: JsonGeneralName[][] = [[], [url(admin), url(formatName({ role: 'admin', repositoryId: REPOSITORY, name: 'other' }))], [{ type: 'dns', value: 'farvault' }], [url(`${admin}/more`)], [url(formatName({ role: 'server', repositoryId: REPOSITORY }))]];
    for (const names of refused) expect([names, await renewWith({ certificate: await made(names), key })]).toEqual([names, 'UNAVAILABLE']);
    expect(await renewWith({ certificate: await made([url(admin)], ExtendedKeyUsage.serverAuth), key })).toBe('UNAVAILABLE');
    // All is well with this one, but it was never issued: its serial is nobody's.
    expect(await renewWith({ certificate: await made([url(admin)]), key })).toBe('UNAUTHENTICATED');
    expect(listener.refusals).toBeGreaterThan(5);
  });

  it('refuses a name of another repository or of an agent that does not exist, though our CA signed it', async () => {
    const ids = { officeId: randomBytes(16).toString('hex'), agentId: randomBytes(16).toString('hex') };
    for (const [repositoryId, code] of [[REPOSITORY, 'UNAUTHENTICATED'], [randomBytes(16).toString('hex'), 'UNAVAILABLE']] as const) {
      const { key, csr } = await createKeyAndRequest();
      const issued = await pki.authority.issue(await keyOfRequest(csr), { role: 'agent', repositoryId, ...ids }, 30);
      expect(await renewWith({ certificate: toPem('CERTIFICATE', issued.certificate), key })).toBe(code);
    }
  });

  it('lets an expired one renew and nothing else, for 400 days', async () => {
    const { identity } = await enrolled();
    try {
      skewMs = 31 * DAY_MS;
      expect((await control(identity)).welcomed).toBe(false);
      skewMs = 431 * DAY_MS;
      expect(await renewWith(identity)).toBe('UNAUTHENTICATED');
      skewMs = 429 * DAY_MS;
      expect(await renewWith(identity)).toBe('none');
    } finally {
      skewMs = 0;
    }
  });

  it('takes a superseded certificate until its successor has renewed, however many answers were lost', async () => {
    const { identity } = await enrolled();
    for (let lost = 0; lost < 2; lost++) expect(await renewWith(identity)).toBe('none');
    const connection = dial(identity);
    const { key, csr } = await createKeyAndRequest();
    const { certificate } = await unary(connection.agent.renew.bind(connection.agent), { csr });
    expect(await renewWith(identity)).toBe('none');
    // The answer before last never arrived: nobody holds it, and it is nobody's.
    expect(await renewWith({ certificate: toPem('CERTIFICATE', certificate), key })).toBe('UNAUTHENTICATED');
    const again = await unary(connection.agent.renew.bind(connection.agent), { csr });
    expect(await renewWith({ certificate: toPem('CERTIFICATE', again.certificate), key })).toBe('none');
    expect(await renewWith(identity)).toBe('UNAUTHENTICATED');
  });

  it('cuts a revoked agent within 5 s, and keeps it out', async () => {
    const { identity, name } = await enrolled();
    const stream = await control(identity);
    const began = performance.now();
    await fleet.revokeAgent(name);
    expect(await stream.over).toBe('REFUSED');
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await renewWith(identity)).toBe('UNAUTHENTICATED');
  });

  it('speaks TLS 1.3 and h2 alone', async () => {
    const attempt = (options: object): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({ ...bound, rejectUnauthorized: false, ...options }, () => {
          resolve(socket.alpnProtocol === 'h2' ? `${socket.getProtocol()}` : 'no h2');
          socket.destroy();
        });
        socket.on('error', () => resolve('refused'));
      });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.1']) expect(await attempt({ minVersion: 'TLSv1', maxVersion, ALPNProtocols: ['h2'], ciphers: 'DEFAULT:@SECLEVEL=0' })).toBe('refused');
    expect(await attempt({ ALPNProtocols: ['http/1.1'] })).toBe('refused');
    expect(await attempt({ ALPNProtocols: ['h2'] })).toBe('TLSv1.3');
  });

  it('is refused by clients when it is another repository’s, another CA’s, or shows a client certificate', async () => {
    const ready = (identity: Partial<ConnectionIdentity>): Promise<ErrorCode | 'none'> => codeOf(waitReady(dial(identity), 1_000));
    const other = await createAuthority(REPOSITORY, clock);
    expect(await ready({})).toBe('none');
    expect(await ready({ repositoryId: randomBytes(16).toString('hex') })).toBe('UNAVAILABLE');
    expect(await ready({ ca: other.certificate })).toBe('UNAVAILABLE');
    const { identity } = await enrolled();
    const impostor = new TlsListener({ pki: { authority: pki.authority, server: identity, chain: identity.certificate }, clock, onConnection: (socket) => server.inject(socket), log: () => undefined });
    const at = await impostor.listen({ host: '127.0.0.1', port: 0 });
    const connection = openConnection(formatAddress(at), { ca: pki.authority.pem, repositoryId: REPOSITORY });
    open.push(connection);
    expect(await codeOf(waitReady(connection, 1_000))).toBe('UNAVAILABLE');
    impostor.stopListening();
    impostor.destroy();
  });
});

describe('enrolment tokens (T8)', () => {
  const use = async (secret: Buffer, request?: KeyAndRequest, name = `agent${++count}`): Promise<ErrorCode | 'none'> => {
    const { csr } = request ?? (await createKeyAndRequest());
    const { agent } = dial();
    return codeOf(unary(agent.enrol.bind(agent), { secret, csr, name, facts: null }));
  };

  it('are good once', async () => {
    const secret = await secretOf();
    expect(await use(secret)).toBe('none');
    expect(await use(secret)).toBe('UNAUTHENTICATED');
  });

  it('let exactly one of many racing uses win', async () => {
    const secret = await secretOf();
    const results = await Promise.all(Array.from({ length: 8 }, () => use(secret)));
    expect(results.filter((result) => result === 'none')).toHaveLength(1);
    expect(results.filter((result) => result === 'UNAUTHENTICATED')).toHaveLength(7);
  });

  it('expire, live 7 days at most, and are not kept in the clear', async () => {
    const secret = await secretOf(1_000);
    const saved = JSON.stringify([journal.records, state.save()]);
    for (const encoding of ['hex', 'base64', 'base64url'] as const) expect(saved).not.toContain(secret.toString(encoding));
    skewMs = 1_001;
    expect(await use(secret)).toBe('UNAUTHENTICATED');
    skewMs = 0;
    expect(await codeOf(fleet.createToken('berlin', 7 * DAY_MS + 1))).toBe('USAGE');
    expect(await use(randomBytes(32))).toBe('UNAUTHENTICATED');
    expect(await use(randomBytes(3))).toBe('UNAUTHENTICATED');
  });

  it('bind to their office, which goes into the certificate whatever the request says', async () => {
    const { agentId } = await enrolled();
    expect(fleet.getAgent(agentId).officeId).toBe(fleet.getOffice('berlin').id);
    await fleet.createOffice('gone');
    const secret = parseToken((await fleet.createToken('gone', 60_000)).token).secret;
    await fleet.deleteOffice('gone');
    expect(await use(secret)).toBe('UNAUTHENTICATED');
  });

  it('are not used up by a request with a weak key, a bad signature or a taken name', async () => {
    const secret = await secretOf();
    const keys = await webcrypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, true, ['sign', 'verify']);
    const weak = await Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as never });
    expect(await use(secret, { key: '', csr: Buffer.from(weak.rawData) })).toBe('INVALID');
    const good = await createKeyAndRequest();
    const forged = Buffer.from(good.csr);
    const spki = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' });
    spki.copy(forged, forged.indexOf(spki.subarray(0, 26)));
    expect(await use(secret, { key: '', csr: forged })).toBe('INVALID');
    expect(await use(secret, { key: '', csr: randomBytes(300) })).toBe('INVALID');
    const { name } = await enrolled();
    expect(await use(secret, good, name)).toBe('EXISTS');
    expect(await use(secret, good)).toBe('none');
  });
});

describe('one identity', () => {
  it('is refused to a second live process, and let back to the first', async () => {
    const { identity } = await enrolled();
    const first = await control(identity, 'one');
    const second = await control(identity, 'two');
    expect(first.welcomed).toBe(true);
    expect(second.welcomed).toBe(false);
    expect(await second.over).toBe('CONFLICT');
    const again = await control(identity, 'one');
    expect(again.welcomed).toBe(true);
    expect(await first.over).toBe('CONFLICT');
    again.cancel();
  });
});

describe('authorisation', () => {
  const methods = Object.values(services()).flatMap((service) => Object.values(service).map((method) => method.path));
  const roles: Role[] = ['none', 'agent', 'admin'];

  it('has a row for every call of the contract, and no other', () => {
    expect(Object.keys(RULES).sort()).toEqual([...methods].sort());
  });

  it('lets agents and strangers do what they must, and nothing else', () => {
    const allowed = (role: Role): string[] => Object.keys(RULES).filter((path) => RULES[path].roles.includes(role)).sort();
    expect(allowed('none')).toEqual(['/farvault.v1.Agent/Enrol']);
    expect(allowed('agent')).toEqual(['Agent/Control', 'Agent/Enrol', 'Agent/GetUpdateFile', 'Agent/ReadRelease', 'Agent/Renew', 'Data/Backup', 'Data/Read'].map((name) => `/farvault.v1.${name}`));
  });

  it('refuses what is not in the table to everyone', () => {
    for (const role of roles) for (const path of ['', '/x', '/farvault.v1.Admin/', 'constructor', '__proto__']) expect(() => checkRule(path, role, Number.MAX_SAFE_INTEGER, 0)).toThrow('not open to anyone');
  });
});
