// Syslog, RFC 5424: over UDP (RFC 5426: sent is all that can be known), over TCP with counted octets (RFC 6587), and to the datagram socket of this machine.
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { sendUnixDatagram } from '../../shared/sys/unix-datagram.js';
import { cleanLine } from './clean-text.js';
import type { Channel, Message, SyslogDestination, Weight } from './types.js';

const TIMEOUT_MS = 15_000;
const MAX_LINES = 50;
/** What every receiver takes (RFC 5424, 6.1, asks for 2,048). */
const MAX_BYTES = 2048;
const FACILITIES: Record<string, number> = { user: 1, daemon: 3, local0: 16, local1: 17, local2: 18, local3: 19, local4: 20, local5: 21, local6: 22, local7: 23 };
const SEVERITIES: Record<Weight, number> = { info: 6, warning: 4, critical: 2 };
/** RFC 5612: an enterprise number for examples, as the standard has it for those who own none. */
const SD_ID = 'farvault@32473';

const asHeader = (text: string, max: number): string => text.replace(/[^\x21-\x7e]/g, '_').slice(0, max) || '-';
const asParameter = (text: string): string => cleanLine(text, 200).replace(/["\\\]]/g, '\\$&');

interface Line {
  weight: Weight;
  text: string;
  fields: Record<string, string>;
}

export function formatSyslog({ weight, text, fields }: Line, at: { facility: string; hostname: string; timeMs: number; msgId: string }): Buffer {
  const priority = (FACILITIES[at.facility] ?? 3) * 8 + SEVERITIES[weight];
  const data = Object.entries(fields).filter(([, value]) => value !== '').map(([key, value]) => ` ${asHeader(key, 32).replace(/[="\]]/g, '_')}="${asParameter(value)}"`);
  const head = `<${priority}>1 ${new Date(at.timeMs).toISOString()} ${asHeader(at.hostname, 255)} farvault - ${asHeader(at.msgId, 32)} [${SD_ID}${data.join('')}] `;
  // A byte order mark says that the text is UTF-8.
  const whole = Buffer.from(`${head}\ufeff${cleanLine(text, 1000)}`);
  if (whole.length <= MAX_BYTES) return whole;
  let end = MAX_BYTES;
  while (end > 0 && (whole[end] & 0xc0) === 0x80) end--;
  return whole.subarray(0, end);
}

function linesOf(message: Message): Line[] {
  const { lines } = message;
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES - 1), { weight: message.weight, text: `and ${lines.length - MAX_LINES + 1} more: ${message.subject}`, fields: {} }];
}

export const sendSyslog: Channel<SyslogDestination> = async (destination, message, tools) => {
  const { transport, host, port, path, facility } = destination;
  const lines = linesOf(message).map((line) => formatSyslog({ ...line, fields: { id: message.id, ...line.fields } }, { facility, hostname: tools.hostname, timeMs: message.timeMs, msgId: message.what }));
  const where = transport === 'unix' ? path : `${host}:${port}/${transport}`;
  const signal = AbortSignal.any([tools.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    if (transport === 'unix') for (const line of lines) sendUnixDatagram(path, line);
    else if (transport === 'tcp') await overTcp(host, port, lines, signal);
    else await overUdp(host, port, lines, signal);
  } catch (error) {
    throw new FarvaultError('UNAVAILABLE', `syslog ${where}: ${cleanLine(signal.aborted && !tools.signal.aborted ? `nothing within ${TIMEOUT_MS / 1000} s` : messageOf(error), 300)}`, { cause: error, remedy: 'See host, port and transport of the destination.' });
  }
  return `${lines.length} ${lines.length === 1 ? 'line' : 'lines'} sent to ${where}${transport === 'udp' ? '; UDP does not say whether they arrived' : ''}`;
};

function overUdp(host: string, port: number, lines: Buffer[], signal: AbortSignal): Promise<void> {
  return new Promise((fulfil, reject) => {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', signal });
    const fail = (error: Error): void => {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      try {
        socket.close();
      } catch {
        // closed by the signal already
      }
      reject(error);
    };
    socket.on('error', fail);
    socket.on('close', () => reject(signal.reason instanceof Error ? signal.reason : new Error('the socket was closed')));
    // Connected, so that a closed port on the way is told.
    socket.connect(port, host, () => {
      let left = lines.length;
      for (const line of lines) {
        socket.send(line, (error) => {
          if (error !== null) fail(error);
          else if (--left === 0) {
            fulfil();
            socket.close();
          }
        });
      }
    });
  });
}

function overTcp(host: string, port: number, lines: Buffer[], signal: AbortSignal): Promise<void> {
  return new Promise((fulfil, reject) => {
    const socket = connect({ host, port });
    const abort = (): void => void socket.destroy(new Error('out of time'));
    signal.addEventListener('abort', abort, { once: true });
    socket.on('connect', () => socket.end(Buffer.concat(lines.flatMap((line) => [Buffer.from(`${line.length} `), line]))));
    socket.on('error', reject);
    socket.on('finish', () => socket.resume());
    socket.on('close', (failed) => {
      signal.removeEventListener('abort', abort);
      if (!failed) fulfil();
    });
  });
}
