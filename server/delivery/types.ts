// What is delivered, to where, and by what. A channel sends one message once; queue.ts makes sure that it is sent.
import type { ReadResource } from '../../shared/settings/index.js';

export type Weight = 'info' | 'warning' | 'critical';

export interface Attachment {
  /** A plain file name. */
  name: string;
  /** Such as `text/html; charset=utf-8`. */
  type: string;
  text: string;
}

export interface Message {
  /** The same for what is told twice, so that the receiver can drop the second. At most 64 letters, digits and dashes. */
  id: string;
  what: 'alerts' | 'all-is-well' | 'report' | 'test';
  weight: Weight;
  timeMs: number;
  subject: string;
  /** For people. */
  text: string;
  html?: string;
  attachments?: Attachment[];
  /** For programs: what a webhook gets beside id, what, weight, time and subject. */
  data: Record<string, unknown>;
  /** For syslog: one entry each. */
  lines: { weight: Weight; text: string; fields: Record<string, string> }[];
}

interface Common {
  name: string;
  allIsWell: string;
  timezone: string;
}

export interface SmtpDestination extends Common {
  type: 'smtp';
  host: string;
  port: number;
  tls: 'starttls' | 'tls' | 'none';
  user: string | null;
  secret: string | null;
  from: string;
  to: string[];
  ca: string | null;
}

export interface WebhookDestination extends Common {
  type: 'webhook';
  url: string;
  secret: string;
  ca: string | null;
}

export interface SyslogDestination extends Common {
  type: 'syslog';
  transport: 'udp' | 'tcp' | 'unix';
  host: string;
  port: number;
  path: string;
  facility: string;
}

export type Destination = SmtpDestination | WebhookDestination | SyslogDestination;

/** As `apply` takes it, by the schema of its section. */
export type DestinationResource = ReadResource;

/** Sends one message, once. Gives what the receiver said; throws with why it did not take it. */
export type Channel<D extends Destination> = (destination: D, message: Message, tools: ChannelTools) => Promise<string>;

export interface ChannelTools {
  /** NOT_FOUND when no secret has the name. */
  secret(name: string): Promise<string>;
  now(): number;
  hostname: string;
  version: string;
  signal: AbortSignal;
}

/** How a destination fares, for status and for the alert on the alert path. */
export interface DestinationHealth {
  name: string;
  waiting: number;
  /** Since when every attempt has failed; 0: none fails. */
  failingSinceMs: number;
  lastError: string;
  /** When a message was last given up after a day, or pushed out of a full queue; 0: never since the start. */
  gaveUpMs: number;
  lastDeliveredMs: number;
}

/** How one message ended. */
export interface DeliveryOutcome {
  destination: string;
  message: Pick<Message, 'id' | 'what' | 'data'>;
  timeMs: number;
  attempts: number;
  /** Empty: delivered. */
  error: string;
}
