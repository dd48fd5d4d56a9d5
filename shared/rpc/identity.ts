// Names in certificates: a URI farvault://REPOSITORY/agent/OFFICE_ID/AGENT_ID, …/admin/NAME or …/server (docs/protocol.md).
import { FarvaultError } from '../errors/errors.js';

export type CertifiedName =
  | { role: 'server'; repositoryId: string }
  | { role: 'agent'; repositoryId: string; officeId: string; agentId: string }
  | { role: 'admin'; repositoryId: string; name: string };

const ID = '[0-9a-f]{32}';
const SERVER = new RegExp(`^farvault://(${ID})/server$`);
const AGENT = new RegExp(`^farvault://(${ID})/agent/(${ID})/(${ID})$`);
const ADMIN = new RegExp(`^farvault://(${ID})/admin/([a-z0-9][a-z0-9._-]{0,63})$`);

export function formatName(name: CertifiedName): string {
  const text =
    name.role === 'server'
      ? `farvault://${name.repositoryId}/server`
      : name.role === 'agent'
        ? `farvault://${name.repositoryId}/agent/${name.officeId}/${name.agentId}`
        : `farvault://${name.repositoryId}/admin/${name.name}`;
  if (parseName(text) === undefined) throw new FarvaultError('INTERNAL', `not a name for a certificate: '${text}'`);
  return text;
}

export function parseName(uri: string): CertifiedName | undefined {
  const server = SERVER.exec(uri);
  if (server !== null) return { role: 'server', repositoryId: server[1] };
  const agent = AGENT.exec(uri);
  if (agent !== null) return { role: 'agent', repositoryId: agent[1], officeId: agent[2], agentId: agent[3] };
  const admin = ADMIN.exec(uri);
  if (admin !== null) return { role: 'admin', repositoryId: admin[1], name: admin[2] };
  return undefined;
}

/**
 * The one farvault URI of a certificate, from Node's `subjectAltName` text. Two of them, or one in quotes (Node quotes what could be
 * mistaken for a separator), make no name.
 */
export function nameOfCertificate(subjectAltName: string | undefined): CertifiedName | undefined {
  const uris = (subjectAltName ?? '').split(', ').filter((part) => part.startsWith('URI:farvault:'));
  return uris.length === 1 ? parseName(uris[0].slice('URI:'.length)) : undefined;
}
