// The channels against real receivers: what arrives, what is refused, and that names from taken-over machines break nothing.
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cleanLine, cleanText } from './clean-text.js';
import { destinationOf } from './destinations.js';
import { sendOnce } from './deliveries.js';
import { formatSyslog } from './syslog.js';
import { forbiddenAddress } from './webhook.js';
import { httpReceiver, mailReceiver, message, selfSigned } from './testing/receivers.js';
import type { ChannelTools, Message } from './types.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
async function opened<T extends { close(): Promise<void> }>(receiver: Promise<T>): Promise<T> {
  const made = await receiver;
  closing.push(() => made.close());
  return made;
}

const tools = (secret = 'right'): ChannelTools => ({ secret: () => Promise.resolve(secret), now: () => 1_767_614_400_000, hostname: 'centre', version: '1', signal: new AbortController().signal });
const send = (resource: Record<string, unknown>, one: Message = message(), with_ = tools()): Promise<string> => sendOnce(destinationOf({ name: 'd', ...resource }), one, with_);

describe('mail', () => {
  const to = { type: 'smtp', host: '127.0.0.1', from: 'farvault@example.org', to: ['ops@example.org', 'two@example.org'] };

  it('goes by STARTTLS with a password, to all', async () => {
    const { key, cert } = await selfSigned();
    const receiver = await opened(
      mailReceiver({ key, cert, authOptional: false, onAuth: (auth, session, callback) => (auth.password === 'right' && session.secure ? callback(null, { user: 'u' }) : callback(new Error('wrong password'))) }),
    );
    const server = { ...to, port: receiver.port, user: 'u', secret: 'p', ca: cert };
    const said = await send(server, message('id-1', { subject: 'Überschrift', text: 'line one\nline two', html: '<p>x</p>', attachments: [{ name: 'r.html', type: 'text/html; charset=utf-8', text: '<html>' }] }));
    expect(said).toContain('took it for 2 of 2');
    expect(receiver.recipients).toEqual(to.to);
    expect(receiver.mails[0]).toContain('Message-ID: <id-1@farvault>');
    expect(receiver.mails[0]).toContain('Auto-Submitted: auto-generated');
    expect(receiver.mails[0]).toContain('filename=r.html');
    await expect(send(server, message(), tools('wrong'))).rejects.toThrow(/535.*wrong password|wrong password/i);
  });

  it('is not sent where the line cannot be protected, or to who cannot be trusted', async () => {
    const plain = await opened(mailReceiver({ hideSTARTTLS: true, disabledCommands: ['STARTTLS', 'AUTH'] }));
    await expect(send({ ...to, port: plain.port })).rejects.toThrow(/STARTTLS|TLS/i);
    const stranger = await opened(mailReceiver());
    await expect(send({ ...to, port: stranger.port })).rejects.toThrow(/certificate|self.signed/i);
    expect([...plain.mails, ...stranger.mails]).toEqual([]);
    await send({ ...to, port: plain.port, tls: 'none' });
    expect(plain.mails).toHaveLength(1);
  });

  it('that is refused says with which words', async () => {
    const full = await opened(mailReceiver({ disabledCommands: ['STARTTLS', 'AUTH'] }, () => ({ code: 452, text: 'mailbox is full' })));
    await expect(send({ ...to, port: full.port, tls: 'none' })).rejects.toThrow(/452 mailbox is full/);
  });

  it('has no header that a name could have put there, and an end', async () => {
    const receiver = await opened(mailReceiver({ disabledCommands: ['STARTTLS', 'AUTH'] }));
    const evil = 'job x\r\nBcc: thief@example.org\r\n\r\nHello\u202e\x1b[2J';
    await send({ ...to, port: receiver.port, tls: 'none' }, message('m', { subject: evil, text: `${evil}\n${'x'.repeat(400_000)}` }));
    const [head, ...body] = receiver.mails[0].split('\r\n\r\n');
    expect(head).not.toMatch(/^bcc/im);
    expect(receiver.recipients).not.toContain('thief@example.org');
    expect(body.join('').length).toBeLessThan(400_000);
    expect(receiver.mails[0]).not.toContain('\x1b');
  });
});

describe('a webhook', () => {
  it('gets signed JSON that it can verify', async () => {
    const receiver = await opened(httpReceiver());
    await send({ type: 'webhook', url: receiver.url, secret: 'k' }, message('id-2', { data: { alerts: [{ id: 'a1' }] } }));
    const [{ headers, body }] = receiver.posted;
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-farvault-signature']))!;
    expect(v1).toBe(createHmac('sha256', 'right').update(`${t}.${body}`).digest('hex'));
    expect(headers['x-farvault-id']).toBe('id-2');
    expect(JSON.parse(body)).toMatchObject({ version: 1, id: 'id-2', what: 'test', weight: 'warning', alerts: [{ id: 'a1' }] });
  });

  it.each([
    ['a redirect', 302, /redirects are not followed/],
    ['an error', 500, /answered 500/],
  ])('that answers with %s has not taken it', async (_what, status, says) => {
    const receiver = await opened(httpReceiver((response) => void response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('no')));
    await expect(send({ type: 'webhook', url: receiver.url, secret: 'k' })).rejects.toThrow(says);
    expect(receiver.posted).toHaveLength(1);
  });

  it('that answers without end is cut off', async () => {
    const receiver = await opened(
      httpReceiver((response) => {
        response.writeHead(200);
        const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(more)));
        more();
      }),
    );
    expect(await send({ type: 'webhook', url: receiver.url, secret: 'k' })).toContain('200');
  });

  it('is never link-local: there the keys of cloud machines lie', async () => {
    await expect(send({ type: 'webhook', url: 'http://169.254.169.254/latest', secret: 'k' })).rejects.toThrow(/link-local/);
    expect(['169.254.169.254', 'fe80::1', '0.0.0.0', '::', 'ff02::1', '224.0.0.1', '::ffff:169.254.169.254'].filter((one) => !forbiddenAddress(one))).toEqual([]);
    expect(['127.0.0.1', '10.0.0.1', '192.0.2.1', '::1', '2001:db8::1'].filter(forbiddenAddress)).toEqual([]);
  });

  it('body is bounded', async () => {
    const receiver = await opened(httpReceiver());
    await send({ type: 'webhook', url: receiver.url, secret: 'k' }, message('m', { text: 'ü'.repeat(2_000_000) }));
    expect(receiver.posted[0].body.length).toBeLessThan(1_100_000);
    expect(JSON.parse(receiver.posted[0].body)).toMatchObject({ truncated: true });
  });
});

describe('syslog', () => {
  const at = { facility: 'daemon', hostname: 'centre', timeMs: Date.UTC(2026, 0, 5, 12), msgId: 'alerts' };

  it('is RFC 5424', () => {
    const line = formatSyslog({ weight: 'critical', text: 'fired late job docs', fields: { alert: 'a1', subject: 'job "x"]\\', office: '' } }, at).toString();
    expect(line).toBe('<26>1 2026-01-05T12:00:00.000Z centre farvault - alerts [farvault@32473 alert="a1" subject="job \\"x\\"\\]\\\\"] \ufefffired late job docs');
  });

  it('never holds a control character and never more than 2,048 bytes, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), fc.string({ unit: 'binary', maxLength: 300 }), (text, field) => {
        const line = formatSyslog({ weight: 'info', text, fields: { [field]: field } }, at);
        expect(line.length).toBeLessThanOrEqual(2048);
        expect(line.toString()).not.toMatch(/[\x00-\x1f\x7f]/);
      }),
    );
  });

  it('goes over UDP, TCP with counted octets, and a Unix socket', async () => {
    const udp = createSocket('udp4');
    const heard: string[] = [];
    udp.on('message', (data) => heard.push(data.toString()));
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => udp.close(() => resolve())));
    expect(await send({ type: 'syslog', host: '127.0.0.1', port: udp.address().port })).toContain('UDP does not say');
    await expect.poll(() => heard.length).toBe(1);
    expect(heard[0]).toContain('a line');

    let stream = '';
    const tcp = createServer((socket) => void socket.on('data', (data) => (stream += data.toString())));
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => tcp.close(() => resolve())));
    const lines = Array.from({ length: 60 }, (_, number) => ({ weight: 'warning' as const, text: `line ${number}`, fields: {} }));
    await send({ type: 'syslog', transport: 'tcp', host: '127.0.0.1', port: (tcp.address() as AddressInfo).port }, message('m', { lines }));
    await expect.poll(() => stream).toContain('and 11 more');
    const framed = Buffer.from(stream);
    let count = 0;
    for (let from = 0; from < framed.length; count++) {
      const blank = framed.indexOf(' ', from);
      from = blank + 1 + Number(framed.subarray(from, blank).toString());
    }
    expect(count).toBe(50);
    await expect(send({ type: 'syslog', transport: 'unix', path: '/nonexistent/log' })).rejects.toThrow(/ENOENT/);
  });
});

describe('texts', () => {
  it('keep no control character and no turn of direction', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(cleanLine(text)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
        expect(cleanText(text, 1000)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      }),
    );
  });
});
