// The CA's certificate and the server's, renewed while the server runs, over real TLS. OpenSSL knows only the real time, so the past is made by a clock that is behind: the CA is thirteen
// years old and the server has run for 200 days when the clock comes to today.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrol, fetchCa } from '../../agent/control/enrolment.js';
import { certificateTimes, renew } from '../../agent/control/renewal.js';
import type { AgentIdentity } from '../../agent/agent-files.js';
import { FleetService, FleetState } from '../../server/fleet/index.js';
import { MemoryJournal } from '../../server/fleet/testing.js';
import { createAuthority } from '../../server/pki/authority.js';
import { DAY_MS, openPki, type Pki } from '../../server/pki/index.js';
import { createAgentService } from '../../server/rpc/agent-service.js';
import { createAuthoriser } from '../../server/rpc/authorisation.js';
import { createInjectedServer, type InjectedServer } from '../../server/rpc/grpc-server.js';
import { guardService } from '../../server/rpc/service.js';
import { TlsListener } from '../../server/rpc/tls-listener.js';
import { formatAddress, type Address } from '../../shared/rpc/address.js';
import { openConnection, unary, waitReady, type Connection } from '../../shared/rpc/client.js';
import { createKeyAndRequest } from '../../shared/rpc/key-pair.js';
import { contract } from '../../shared/rpc/proto.js';
import { parseToken } from '../../shared/rpc/token.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';

const REPOSITORY = randomBytes(16).toString('hex');
const YEAR_MS = 365 * DAY_MS;
const HOSTS = ['127.0.0.1', 'backup.example.org'];
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'fv-ca-'));
let skewMs = -200 * DAY_MS;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + skewMs };
const ago = (ms: number): Clock => ({ ...systemClock, now: () => systemClock.now() - ms });
const inPki = (name: string): string => readFileSync(path.join(dataDir, 'pki', name), 'utf8');

let pki: Pki;
let fleet: FleetService;
let listener: TlsListener;
let server: InjectedServer;
let bound: Address;
let oldCa = '';
const open: Connection[] = [];

const facts = { version: '1', hostname: 'h' };
const ready = async (ca: string): Promise<string> => {
  const connection = openConnection(formatAddress(bound), { ca, repositoryId: REPOSITORY });
  open.push(connection);
  return waitReady(connection, 2_000).then(() => 'ready', () => 'refused');
};
const enrolled = async (name: string): Promise<AgentIdentity> => {
  const token = parseToken((await fleet.createToken('lyon', DAY_MS)).token);
  return enrol({ token, addresses: token.addresses, name, facts });
};

beforeAll(async () => {
  mkdirSync(path.join(dataDir, 'pki'));
  const ca = await createAuthority(REPOSITORY, ago(13.5 * YEAR_MS));
  writeFileSync(path.join(dataDir, 'pki/ca.key'), ca.key);
  writeFileSync(path.join(dataDir, 'pki/ca.crt'), ca.certificate);
  oldCa = ca.certificate;
  pki = await openPki({ dataDir, repositoryId: REPOSITORY, hosts: HOSTS, inUse: true, clock });
  const state = new FleetState();
  const log = (): void => undefined;
  const addresses = (): string[] => [formatAddress(bound)];
  fleet = new FleetService({ journal: new MemoryJournal(state, clock), state, authority: pki.authority, clock, serverVersion: '1', addresses, cutConnections: (identity) => listener.cut(identity), log });
  server = createInjectedServer();
  listener = new TlsListener({ pki, clock, onConnection: (socket) => server.inject(socket), log });
  const guard = { authorise: createAuthoriser({ authority: pki.authority, state, directory: { find: () => Promise.resolve(undefined) }, now: () => clock.now(), refused: log }), onError: log };
  const { Agent } = contract();
  const releases = { GetUpdateFile: () => Promise.resolve({}), ReadRelease: () => Promise.resolve() };
  server.grpc.addService(Agent.service, guardService(Agent.service, { ...createAgentService(fleet, REPOSITORY, addresses), ...releases }, guard));
  bound = await listener.listen({ host: '127.0.0.1', port: 0 });
  await fleet.createOffice('lyon');
});

afterAll(() => {
  for (const connection of open) connection.close();
  server.grpc.forceShutdown();
  listener.stopListening();
  listener.destroy();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the CA at two thirds of its life, and the server’s certificate past its first third', () => {
  it('are renewed while the server runs, with overlap: nobody is refused, and everyone has the new CA with their next renewal', async () => {
    expect(pki.authority.pem).toBe(oldCa);
    const agent = await enrolled('files');
    expect(agent.ca).toBe(oldCa);
    const early = parseToken((await fleet.createToken('lyon', 7 * DAY_MS)).token);
    const standing = openConnection(formatAddress(bound), agent);
    open.push(standing);
    const { csr } = await createKeyAndRequest();
    const ask = (): Promise<unknown> => unary(standing.agent.renew.bind(standing.agent), { csr });
    await ask();
    const [oldServer, oldServerExpires] = [pki.server.certificate, pki.serverExpiresMs];

    // Six days later than the token; then to today: 170 days after the agent's certificate has ended.
    skewMs = 0;
    await pki.keep(HOSTS);
    listener.useCertificates();
    const newCa = pki.authority.pem;
    expect(newCa).not.toBe(oldCa);
    expect([inPki('ca.crt'), inPki('ca-before.crt')]).toEqual([newCa, oldCa]);
    expect(pki.authority.expiresMs).toBeGreaterThan(Date.now() + 19.9 * YEAR_MS);
    expect(pki.server.certificate).not.toBe(oldServer);
    expect(pki.serverExpiresMs).toBeGreaterThan(oldServerExpires + 190 * DAY_MS);

    await ask();
    for (const ca of [oldCa, newCa]) expect(await ready(ca)).toBe('ready');
    expect(await ready((await createAuthority(REPOSITORY, clock)).certificate)).toBe('refused');
    const again = await renew(agent, formatAddress(bound));
    expect(again.ca).toBe(newCa + oldCa);
    expect(certificateTimes(again.certificate).expiresMs).toBeGreaterThan(Date.now() + 29 * DAY_MS);
    expect((await renew(again, formatAddress(bound))).ca).toBe(newCa + oldCa);
    for (const ca of [newCa + oldCa, oldCa + newCa]) expect(await ready(ca)).toBe('ready');

    // A token of before pins the old CA, one of now the new.
    expect(await fetchCa(formatAddress(bound), early.caFingerprint)).toBe(oldCa);
    expect(await fetchCa(formatAddress(bound), createHash('sha256').update(pki.authority.der).digest())).toBe(newCa);
    await expect(fetchCa(formatAddress(bound), randomBytes(32))).rejects.toThrow('not the server that this token is for');
    expect((await enrolled('desk')).ca).toBe(newCa);
  });

  it('stay as they are until their time has come again, also over a restart; the one before is shown as long as tokens live', async () => {
    const { pem } = pki.authority;
    const reopened = await openPki({ dataDir, repositoryId: REPOSITORY, hosts: HOSTS, inUse: true, clock });
    expect([reopened.authority.pem, reopened.server, reopened.chain]).toEqual([pem, pki.server, pki.server.certificate + pem + oldCa]);
    skewMs = 9 * DAY_MS;
    expect(reopened.chain).toBe(pki.server.certificate + pem);
    skewMs = 0;
  });

  it('can be cut off between the two files, and are made anew when they were made by a clock that was ahead', async () => {
    writeFileSync(path.join(dataDir, 'pki/ca.crt'), oldCa);
    const half = await openPki({ dataDir, repositoryId: REPOSITORY, hosts: HOSTS, inUse: true, clock });
    expect(half.authority.pem).not.toBe(oldCa);
    skewMs = 15 * YEAR_MS;
    await half.keep(HOSTS);
    const ahead = half.authority.pem;
    skewMs = 0;
    // Whoever was given it then still takes the server as it was, and as it is.
    expect([await ready(ahead), await ready(ahead + pki.authority.pem)]).toEqual(['refused', 'ready']);
    expect(Date.parse(half.authority.certificate.validFrom)).toBeGreaterThan(Date.now() + 14 * YEAR_MS);
    await half.keep(HOSTS);
    expect(Date.parse(half.authority.certificate.validFrom)).toBeLessThan(Date.now());
    expect(half.serverExpiresMs).toBeLessThan(Date.now() + YEAR_MS);
    expect(half.authority.certificate.publicKey.export({ format: 'der', type: 'spki' })).toEqual(pki.authority.certificate.publicKey.export({ format: 'der', type: 'spki' }));
  });

  it('of the server is made anew when its names have changed, whatever they are', async () => {
    const before = pki.server.certificate;
    await pki.keep(['2001:db8::7', 'other.example.org', '127.0.0.1']);
    expect(pki.server.certificate).not.toBe(before);
    const named = pki.server.certificate;
    await pki.keep(['2001:db8::7', '127.0.0.1']);
    expect(pki.server.certificate).toBe(named);
  });
});
