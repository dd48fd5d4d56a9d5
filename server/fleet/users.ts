// Administrators: their certificates, roles and offices. The certificate carries the name alone; role and offices are looked up at each call.
import type { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { keyOfRequest } from '../../shared/rpc/key-pair.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Authority } from '../pki/index.js';
import type { JournalRecord } from '../repository/types.js';
import { USER_ROLES, type CallIdentity, type UserRole } from './identity.js';
import { checkUserName } from './names.js';
import type { FleetRecord, FleetState, UserRecord } from './state.js';
import type { IssuedCertificate, User, UserAccess } from './types.js';

export const ADMIN_CERTIFICATE_DAYS = 365;
const MAX_USERS = 1_000;
const MAX_OFFICES = 1_000;

export const ALL_RIGHTS: UserAccess = { role: 'admin', offices: null };

export interface UserDependencies {
  state: FleetState;
  authority: Authority;
  clock: Clock;
  /** Shared with all other changes of the fleet. */
  changes: Mutex;
  record(body: FleetRecord): Promise<JournalRecord>;
  /** Ends this administrator's connections shortly. */
  cut(name: string): void;
}

export function parseRole(text: string): UserRole {
  const role = USER_ROLES.find((known) => known === text);
  if (role === undefined) throw new FarvaultError('INVALID', `'${text.slice(0, 100)}' is not a role`, { remedy: `Roles are ${USER_ROLES.join(', ')}.` });
  return role;
}

export class Users {
  constructor(private readonly deps: UserDependencies) {}

  list(): User[] {
    return [...this.deps.state.users.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): UserRecord {
    const user = this.deps.state.users.get(name);
    if (user === undefined) throw new FarvaultError('NOT_FOUND', `no user is called '${name}'`, { remedy: 'backupctl user list shows them.' });
    return user;
  }

  create(name: string, csr: Buffer, access: UserAccess, replace = false): Promise<{ user: User } & IssuedCertificate> {
    return this.deps.changes.run(async () => {
      checkUserName(name);
      const { users } = this.deps.state;
      const existing = users.get(name);
      if (!replace && existing !== undefined && existing.revokedMs === null) throw new FarvaultError('EXISTS', `user ${name} exists already`);
      if (existing === undefined && users.size >= MAX_USERS) throw new FarvaultError('NO_SPACE', `there are ${MAX_USERS} users already`);
      this.#checkOffices(access);
      const issued = await this.#issue(name, csr);
      await this.deps.record({ kind: 'fleet.user-created', name, serial: issued.serial, certificateExpiresMs: issued.expiresMs, ...access });
      return { user: this.get(name), certificate: issued.certificate, ca: this.deps.authority.der };
    });
  }

  /** Takes effect at the next call; streams that go on are cut. */
  update(name: string, change: Partial<UserAccess>): Promise<User> {
    return this.deps.changes.run(async () => {
      const user = this.get(name);
      if (user.revokedMs !== null) throw new FarvaultError('REFUSED', `user ${name} is revoked`, { remedy: `Make them anew: backupctl user create ${name}.` });
      const access: UserAccess = { role: change.role ?? user.role, offices: change.offices === undefined ? user.offices : change.offices };
      this.#checkOffices(access);
      if (access.role !== 'admin' || access.offices !== null) this.#keepOneAdmin(name);
      if (JSON.stringify(access) === JSON.stringify({ role: user.role, offices: user.offices })) return user;
      await this.deps.record({ kind: 'fleet.user-updated', name, ...access });
      this.deps.cut(name);
      return this.get(name);
    });
  }

  revoke(name: string): Promise<User> {
    return this.deps.changes.run(async () => {
      const user = this.get(name);
      if (user.revokedMs === null) {
        this.#keepOneAdmin(name);
        await this.deps.record({ kind: 'fleet.user-revoked', name });
      }
      this.deps.cut(name);
      return this.get(name);
    });
  }

  /** To be called under `changes`. */
  async renew({ name, serial }: Pick<CallIdentity, 'name' | 'serial'>, csr: Buffer): Promise<IssuedCertificate> {
    this.get(name);
    const issued = await this.#issue(name, csr);
    await this.deps.record({ kind: 'fleet.user-renewed', name, serial: issued.serial, certificateExpiresMs: issued.expiresMs, heldSerial: serial });
    return { certificate: issued.certificate, ca: this.deps.authority.der };
  }

  /** Users that this office alone is left to. */
  limitedTo(officeId: string): User[] {
    return this.list().filter((user) => user.revokedMs === null && user.offices?.length === 1 && user.offices[0] === officeId);
  }

  async #issue(name: string, csr: Buffer): ReturnType<Authority['issue']> {
    const { authority } = this.deps;
    return authority.issue(await keyOfRequest(csr), { role: 'admin', repositoryId: authority.repositoryId, name }, ADMIN_CERTIFICATE_DAYS);
  }

  #checkOffices({ offices }: UserAccess): void {
    if (offices === null) return;
    if (offices.length === 0 || offices.length > MAX_OFFICES) throw new FarvaultError('INVALID', `a user is limited to 1 to ${MAX_OFFICES} offices, or to none`);
    for (const id of offices) if (!this.deps.state.offices.has(id)) throw new FarvaultError('NOT_FOUND', `there is no office ${id}`);
  }

  /** Somebody must be left who can make administrators, with a certificate that is good. */
  #keepOneAdmin(name: string): void {
    const now = this.deps.clock.now();
    const full = (user: User): boolean => user.role === 'admin' && user.offices === null && user.revokedMs === null;
    if (!full(this.get(name))) return;
    if (this.list().some((user) => user.name !== name && full(user) && user.certificateExpiresMs > now)) return;
    throw new FarvaultError('REFUSED', `${name} is the last administrator with all rights`, { remedy: 'Create another one first: backupctl user create NAME --role admin.' });
  }
}
