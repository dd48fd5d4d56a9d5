/**
 * Who makes a call, by certificate. `name` is the agent's or administrator's present name; ids are 32 hexadecimal digits, empty where the role has
 * none. `serial` is the certificate's. Role none: no certificate was shown.
 */
export interface CallIdentity {
  role: 'none' | 'agent' | 'admin';
  officeId: string;
  agentId: string;
  name: string;
  serial: string;
}

export const NOBODY: CallIdentity = { role: 'none', officeId: '', agentId: '', name: '', serial: '' };
