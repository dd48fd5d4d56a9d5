// HOST, HOST:PORT, [V6] and [V6]:PORT.
import { isIPv6 } from 'node:net';
import { FarvaultError } from '../errors/errors.js';
import { DEFAULT_PORT } from './limits.js';

export interface Address {
  host: string;
  port: number;
}

export function parseAddress(text: string, defaultPort = DEFAULT_PORT): Address {
  const match = /^(?:\[([0-9A-Fa-f:.%a-z]+)\]|([^:[\]\s/]+))(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (match !== null && port <= 65_535 && text.length <= 300 && (match[1] === undefined || isIPv6(match[1]))) return { host: (match[1] ?? match[2]), port };
  if (isIPv6(text)) return { host: text, port: defaultPort };
  throw new FarvaultError('USAGE', `not an address: '${text}'`, { remedy: 'Write HOST, HOST:PORT or [IPV6]:PORT.' });
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The canonical text of an address. */
export function normaliseAddress(text: string, defaultPort = DEFAULT_PORT): string {
  return formatAddress(parseAddress(text, defaultPort));
}
