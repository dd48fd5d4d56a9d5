// Mail by SMTP. The line is protected unless the destination says otherwise, and a server that does not offer STARTTLS gets no mail.
import { createTransport, type SMTPSentMessageInfo } from 'nodemailer';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { untilAborted } from '../../shared/async/until-aborted.js';
import { cleanLine, cleanText } from './clean-text.js';
import type { Channel, Message, SmtpDestination } from './types.js';

const CONNECT_MS = 15_000;
const SILENCE_MS = 30_000;
const MAX_TEXT_CHARS = 256 * 1024;

export const sendMail: Channel<SmtpDestination> = async (destination, message, tools) => {
  const { host, port, tls, user, secret, ca } = destination;
  const transport = createTransport({
    host,
    port,
    name: tools.hostname,
    secure: tls === 'tls',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) },
    ...(user === null || secret === null ? {} : { auth: { user, pass: await tools.secret(secret) } }),
    connectionTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // Nothing in a message may make the server read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent: SMTPSentMessageInfo = await untilAborted(transport.sendMail(mailOf(destination, message)), tools.signal);
    const refused = sent.rejected;
    return `${host}:${port} took it for ${destination.to.length - refused.length} of ${destination.to.length}: ${cleanLine(sent.response, 300)}${refused.length === 0 ? '' : `; refused: ${refused.join(', ')}`}`;
  } catch (error) {
    throw new FarvaultError('UNAVAILABLE', `mail by ${host}:${port}: ${cleanLine(dialogueOf(error), 1000)}`, { cause: error, remedy: 'See host, port, tls, user and secret of the destination.' });
  } finally {
    transport.close();
  }
};

function mailOf({ from, to }: SmtpDestination, message: Message): object {
  return {
    from: { name: 'Farvault', address: from },
    to,
    subject: cleanLine(message.subject, 200),
    text: cleanText(message.text, MAX_TEXT_CHARS),
    ...(message.html === undefined ? {} : { html: message.html }),
    attachments: (message.attachments ?? []).map(({ name, type, text }) => ({ filename: cleanLine(name, 100), contentType: type, content: text })),
    date: new Date(message.timeMs),
    messageId: `<${message.id}@farvault>`,
    priority: message.weight === 'critical' ? 'high' : 'normal',
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Farvault-Id': message.id },
  };
}

/** What the mail server said, where it said something. */
function dialogueOf(error: unknown): string {
  const { response, command, code } = error as { response?: unknown; command?: unknown; code?: unknown };
  const said = typeof response === 'string' ? `the server answered '${response}'` : messageOf(error);
  const at = typeof command === 'string' && command !== 'CONN' ? ` to ${command}` : '';
  return `${said}${at}${typeof code === 'string' ? ` (${code})` : ''}`;
}
