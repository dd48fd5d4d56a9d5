import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFarvaultError } from '../errors/errors.js';
import { formatToken, parseToken } from './token.js';

const token = { repositoryId: 'a'.repeat(32), caFingerprint: randomBytes(32), secret: randomBytes(32), addresses: ['backup.example.org:8470', '[2001:db8::1]:9000'] };

describe('enrolment token', () => {
  it('comes back as it was made, also with white space around it', () => {
    expect(parseToken(` ${formatToken(token)}\n`)).toEqual(token);
  });

  it('is refused when a character was lost, changed or swapped', () => {
    const text = formatToken(token);
    for (let at = 5; at < text.length; at++) {
      expect(() => parseToken(text.slice(0, at) + text.slice(at + 1))).toThrow();
      const other = text[at] === 'A' ? 'B' : 'A';
      // The last character of base64url may carry unused bits.
      if (at < text.length - 1) expect(() => parseToken(text.slice(0, at) + other + text.slice(at + 1))).toThrow();
    }
  });

  it('is refused with a usage error, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String().map((text) => `fvt1_${text}`)), (text) => {
        try {
          parseToken(text);
          return false;
        } catch (error) {
          return isFarvaultError(error, 'USAGE');
        }
      }),
    );
  });

  it('says so when it is of another version', () => {
    expect(() => parseToken(formatToken(token).replace('fvt1_', 'fvt2_'))).toThrow('another version');
  });
});
