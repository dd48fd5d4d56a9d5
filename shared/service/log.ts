// The log of a daemon: one JSON object a line on standard error. Secrets are redacted by field name wherever they lie at depth two or less.
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

const SECRET_FIELDS = ['token', 'secret', 'key', 'password', 'csr', 'privateKey', 'authorization'];

export function createLogger(program: string, destination: DestinationStream = pino.destination({ fd: 2, sync: true })): Logger {
  return pino(
    {
      base: { program },
      level: 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
      serializers: { error: pino.stdSerializers.err },
    },
    destination,
  );
}
