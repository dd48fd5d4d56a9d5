import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSealed, openPrivateKey, sealPrivateKey } from './key-file.js';
import { formatPublicKey, parsePublicKey, publicKeyOf } from './keys.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

describe('private key files', () => {
  it('opens with its passphrase and no other', () => {
    const pem = sealPrivateKey(privateKey, 'correct horse battery', randomBytes);
    expect(isSealed(pem)).toBe(true);
    expect(publicKeyOf(openPrivateKey(pem, 'correct horse battery', 'k'))).toEqual(publicKeyOf(publicKey));
    expect(() => openPrivateKey(pem, 'correct horse batterz', 'k')).toThrow(/passphrase does not open/);
    expect(() => openPrivateKey(pem, null, 'k')).toThrow(/passphrase/);
  });

  it('is what OpenSSL reads as PKCS#8 with scrypt', () => {
    const pem = sealPrivateKey(privateKey, 'correct horse battery', randomBytes);
    const plain = execFileSync('openssl', ['pkcs8', '-passin', 'pass:correct horse battery'], { input: pem, encoding: 'utf8' });
    expect(plain).toBe(sealPrivateKey(privateKey, null, randomBytes));
  });

  it('a key of another kind is refused', () => {
    expect(() => publicKeyOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)).toThrow(/not an Ed25519 key/);
  });
});

describe('public key files', () => {
  it('go through text, and a changed one is refused', () => {
    const key = publicKeyOf(publicKey);
    const text = formatPublicKey(key);
    expect(parsePublicKey(text, 'k.pub')).toEqual(key);
    expect(() => parsePublicKey(text.replace(/"public":"../, (found) => `${found.slice(0, -2)}${found.endsWith('00') ? '11' : '00'}`), 'k.pub')).toThrow(/not its id/);
    for (const broken of ['', '[]', 'null', '{"keyid":1}', '{"keyid":"a"}']) expect(() => parsePublicKey(broken, 'k.pub')).toThrow(/k\.pub: not a public key/);
  });
});
