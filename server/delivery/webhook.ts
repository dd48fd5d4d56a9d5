// Events by HTTP: a POST of signed JSON. No redirects, no answer of more than a few bytes, and never to the addresses that cloud machines keep
// their own credentials at. Private addresses are allowed: receivers inside the company are the usual case (docs/alerts.md, Webhook).
import { createHmac } from 'node:crypto';
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { cleanLine } from './clean-text.js';
import type { Channel, ChannelTools, Message, WebhookDestination } from './types.js';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_BODY_BYTES = 1024 * 1024;

const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4'); // link-local, and there the metadata of cloud machines
FORBIDDEN.addSubnet('0.0.0.0', 8, 'ipv4');
FORBIDDEN.addSubnet('224.0.0.0', 3, 'ipv4'); // multicast and above
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addAddress('fd00:ec2::254', 'ipv6');
FORBIDDEN.addAddress('::', 'ipv6');
FORBIDDEN.addSubnet('ff00::', 8, 'ipv6');

export function forbiddenAddress(address: string): boolean {
  return FORBIDDEN.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function refused(address: string): FarvaultError {
  return new FarvaultError('REFUSED', `nothing is sent to ${address}: it is link-local, unspecified or multicast`);
}

/** Checked when the connection is made, so that a name cannot point elsewhere a moment later. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const bad = error === null ? addresses.find(({ address }) => forbiddenAddress(address)) : undefined;
    const [first] = error === null ? addresses : [];
    const failure = error ?? (bad === undefined ? null : refused(bad.address));
    if (failure !== null || first === undefined) callback(failure ?? new Error(`${hostname} has no address`), '', 0);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/** `t=SECONDS,v1=HEX`: HMAC-SHA256 by the secret over `SECONDS.BODY`. */
export function sign(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

function bodyOf(message: Message): string {
  const { id, what, weight, timeMs, subject, text, data } = message;
  const head = { version: 1, id, what, weight, time: new Date(timeMs).toISOString(), subject: cleanLine(subject, 200) };
  const whole = JSON.stringify({ ...head, ...data, text });
  if (Buffer.byteLength(whole) <= MAX_BODY_BYTES) return whole;
  return JSON.stringify({ ...head, text: text.slice(0, MAX_BODY_BYTES / 8), truncated: true });
}

export const postWebhook: Channel<WebhookDestination> = async (destination, message, tools) => {
  const url = new URL(destination.url);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && forbiddenAddress(literal)) throw refused(literal);
  const body = bodyOf(message);
  const signature = sign(await tools.secret(destination.secret), Math.floor(tools.now() / 1000), body);
  try {
    const status = await post(url, destination.ca, body, { 'X-Farvault-Id': message.id, 'X-Farvault-Signature': signature, 'User-Agent': `farvault/${tools.version}` }, tools);
    if (status >= 200 && status < 300) return `${url.host} answered ${status}`;
    throw new Error(status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`);
  } catch (error) {
    throw new FarvaultError('UNAVAILABLE', `webhook ${url.host}: ${cleanLine(messageOf(error), 300)}`, { cause: error, remedy: 'See url and ca of the destination, and the log of its receiver.' });
  }
};

function post(url: URL, ca: string | null, body: string, headers: Record<string, string>, { signal }: ChannelTools): Promise<number> {
  return new Promise((fulfil, reject) => {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const options: RequestOptions & { ca?: string } = {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      lookup: guardedLookup,
      agent: false,
      maxHeaderSize: 16 * 1024,
      signal: deadline,
      ...(ca === null ? {} : { ca }),
    };
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (response) => {
      let bytes = 0;
      const { statusCode = 0 } = response;
      response.on('data', (data: Buffer) => {
        bytes += data.length;
        // The status is what counts; who answers without end is cut off.
        if (bytes > MAX_ANSWER_BYTES) {
          fulfil(statusCode);
          request.destroy();
        }
      });
      response.on('end', () => fulfil(statusCode));
      response.on('error', reject);
    });
    request.on('error', (error) => reject(deadline.aborted && !signal.aborted ? new Error(`no answer within ${TIMEOUT_MS / 1000} s`) : error));
    request.end(body);
  });
}
