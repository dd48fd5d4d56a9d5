/** What an administrator may do: docs/access.md. */
export const USER_ROLES = ['admin', 'operator', 'restore-only', 'auditor'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/**
 * Who makes a call, by certificate. `name` is the agent's or administrator's present name; ids are 32 hexadecimal digits, empty where the role has
 * none. `serial` is the certificate's. Role none: no certificate was shown. `offices`: ids that an administrator is limited to; absent: all.
 */
export interface CallIdentity {
  role: 'none' | 'agent' | UserRole;
  officeId: string;
  agentId: string;
  name: string;
  serial: string;
  offices?: readonly string[];
}

export const NOBODY: CallIdentity = { role: 'none', officeId: '', agentId: '', name: '', serial: '' };

export function isUser(identity: CallIdentity): boolean {
  return identity.role !== 'none' && identity.role !== 'agent';
}
