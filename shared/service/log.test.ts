import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createLogger } from './log.js';

it('no field that holds a secret reaches the log, down to the second level', () => {
  const out = new PassThrough();
  const log = createLogger('test', out);
  log.info({ token: 's3cret', request: { csr: 's3cret', peer: { key: 's3cret' } } }, 'enrolled');
  const line = out.read() as Buffer;
  expect(line.toString()).not.toContain('s3cret');
  expect(JSON.parse(line.toString())).toMatchObject({ token: '[redacted]', msg: 'enrolled' });
});
