// Decides a call: by the certificate of its connection, the role that its bearer has now, and the offices of what the request names.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { authenticate, isUser, NOBODY, type CallIdentity, type FleetState } from '../fleet/index.js';
import { DAY_MS, examinePeer, type Authority } from '../pki/index.js';
import type { Directory, Found } from './directory.js';
import { RULES, type Concern, type Role, type Rule } from './rules.js';
import { sightOf, type CallOrigin, type ServiceGuard } from './service.js';

function ruleOf(path: string): Rule {
  const rule = Object.hasOwn(RULES, path) ? RULES[path] : undefined;
  if (rule === undefined) throw new FarvaultError('REFUSED', 'this call is not open to anyone');
  return rule;
}

/** Throws UNAUTHENTICATED or REFUSED unless the table lets `role`, with a certificate that ended at `expiresMs`, call `path`. */
export function checkRule(path: string, role: Role, expiresMs: number, nowMs: number): void {
  const rule = ruleOf(path);
  const grace = rule.roles.includes(role) ? (rule.expiredDays ?? 0) * DAY_MS : 0;
  const expired = role !== 'none' && nowMs > expiresMs + grace;
  // Expiry first: whoever is not who they were learns nothing of the table.
  if (expired) throw new FarvaultError('UNAUTHENTICATED', 'the certificate has expired', { remedy: expiryRemedy(role, rule) });
  if (rule.roles.includes(role)) return;
  if (role === 'none') throw new FarvaultError('UNAUTHENTICATED', 'this call needs a certificate of this repository');
  throw new FarvaultError('REFUSED', `this call is not open to the role ${role}`, { remedy: 'An administrator with all rights can change your role: backupctl user update NAME --role ROLE.' });
}

function expiryRemedy(role: Role, rule: Rule): string {
  if (role !== 'agent') return 'Another administrator makes you a new one: backupctl user revoke NAME, then user create NAME. Nobody left: see "lost keys" in docs/access.md.';
  return rule.expiredDays === undefined ? 'An agent renews it by itself.' : 'Enrol anew.';
}

export interface AuthoriserOptions {
  authority: Authority;
  state: FleetState;
  directory: Directory;
  now: () => number;
  /** An administrator was refused a call. */
  refused: (identity: CallIdentity, path: string, peer: string) => void;
}

export function createAuthoriser({ authority, state, directory, now, refused }: AuthoriserOptions): ServiceGuard['authorise'] {
  const identify = (path: string, origin: CallOrigin): CallIdentity => {
    const raw = origin.getAuthContext().sslPeerCertificate?.raw;
    if (raw === undefined) {
      checkRule(path, 'none', 0, now());
      return NOBODY;
    }
    const peer = examinePeer(raw, authority, now());
    if (typeof peer === 'string') throw new FarvaultError('UNAUTHENTICATED', peer);
    const identity = authenticate(peer, state);
    try {
      checkRule(path, identity.role, peer.expiresMs, now());
    } catch (error) {
      if (isUser(identity) && isFarvaultError(error, 'REFUSED')) refused(identity, path, origin.getPeer());
      throw error;
    }
    return identity;
  };
  return async (path, origin, request) => {
    const identity = identify(path, origin);
    try {
      await checkConcerns(ruleOf(path), identity, request, directory);
    } catch (error) {
      if (isFarvaultError(error, 'REFUSED')) refused(identity, path, origin.getPeer());
      throw error;
    }
    return identity;
  };
}

export function concernsOf(rule: Rule, request: unknown): Concern[] {
  return typeof rule.concerns === 'function' ? rule.concerns(request) : [];
}

/** For those who see not everything: each thing that the request names must be theirs. What is not is answered as if it did not exist. */
async function checkConcerns(rule: Rule, identity: CallIdentity, request: unknown, directory: Directory): Promise<void> {
  const limited = identity.offices !== undefined;
  if (!limited && identity.role !== 'restore-only') return;
  if (limited && rule.concerns === 'server') throw wholeServer();
  const sight = sightOf(identity);
  for (const concern of concernsOf(rule, request)) {
    const found = await directory.find(concern);
    if (found === 'server') {
      if (limited) throw wholeServer();
      continue;
    }
    if (found === undefined || !sees(sight, found)) throw new FarvaultError('NOT_FOUND', `there is no ${concern.what} '${concern.name.slice(0, 200)}'`);
  }
}

function sees({ visible, seesRun }: ReturnType<typeof sightOf>, found: Found): boolean {
  return found.run === undefined ? visible(found.officeId) : seesRun(found.officeId, found.run);
}

function wholeServer(): FarvaultError {
  return new FarvaultError('REFUSED', 'this concerns the whole server, and your access is limited to offices', { remedy: 'Ask an administrator with all rights.' });
}
