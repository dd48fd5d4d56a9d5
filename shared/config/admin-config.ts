// What an administrator's machine needs to reach a repository: `DIR/admin.json`, or what `backupctl config import` kept.
import { parseTable } from './json-file.js';

export interface AdminConfig {
  addresses: string[];
  /** PEM. */
  ca: string;
  certificate: string;
  key: string;
  repositoryId: string;
}

function pem(value: string): string | undefined {
  return value.startsWith('-----BEGIN ') ? undefined : 'is not PEM';
}

export function parseAdminConfig(text: string, file: string): AdminConfig {
  return parseTable<AdminConfig>(
    text,
    file,
    {
      addresses: { kind: 'strings' },
      ca: { kind: 'string', check: pem },
      certificate: { kind: 'string', check: pem },
      key: { kind: 'string', check: pem },
      repositoryId: { kind: 'string', check: (value: string) => (/^[0-9a-f]{32}$/.test(value) ? undefined : 'is not a repository id') },
    },
    'Take the file from the server anew: it is admin.json in its data directory.',
  );
}
