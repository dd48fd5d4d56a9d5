import * as grpc from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { FarvaultError, GRPC_STATUS, type ErrorCode } from '../errors/errors.js';
import { formatAddress, normaliseAddress, parseAddress } from './address.js';
import { formatName, nameOfCertificate, parseName } from './identity.js';
import { fromServiceError, toServiceError } from './status.js';

const R = '0123456789abcdef0123456789abcdef';

describe('certified names', () => {
  it('come back as they were made', () => {
    for (const name of [{ role: 'server', repositoryId: R }, { role: 'agent', repositoryId: R, officeId: R, agentId: R }, { role: 'admin', repositoryId: R, name: 'eve.x' }] as const) {
      expect(parseName(formatName(name))).toEqual(name);
    }
  });

  it('are nothing else', () => {
    for (const uri of ['', `farvault://${R}`, `farvault://${R}/server/`, `farvault://${R}/root`, `farvault://${R}/agent/${R}`, `farvault://${R}/admin/../server`, `farvault://${R.toUpperCase()}/server`, `farvault://${R}/server\n`]) {
      expect(parseName(uri)).toBeUndefined();
    }
  });

  it('of a certificate are one URI among its names', () => {
    expect(nameOfCertificate(`DNS:x, URI:farvault://${R}/server, IP Address:127.0.0.1`)).toEqual({ role: 'server', repositoryId: R });
    expect(nameOfCertificate(`URI:farvault://${R}/server, URI:farvault://${R}/admin/a`)).toBeUndefined();
    expect(nameOfCertificate(`DNS:"x, URI:farvault://${R}/server"`)).toBeUndefined();
    expect(nameOfCertificate(undefined)).toBeUndefined();
  });
});

describe('addresses', () => {
  it('are read with and without a port', () => {
    expect(parseAddress('backup.example.org')).toEqual({ host: 'backup.example.org', port: 8470 });
    expect(parseAddress('[::1]:9')).toEqual({ host: '::1', port: 9 });
    expect(parseAddress('2001:db8::1')).toEqual({ host: '2001:db8::1', port: 8470 });
    expect(formatAddress({ host: '::1', port: 9 })).toBe('[::1]:9');
    expect(normaliseAddress('10.0.0.1')).toBe('10.0.0.1:8470');
  });

  it('are refused when they are none', () => {
    for (const text of ['', 'a b', 'host:', 'host:x', 'host:70000', 'http://host', 'user@host/x', '[::1', 'a:b:c']) expect(() => parseAddress(text)).toThrow();
  });
});

describe('errors across the wire', () => {
  it('keep code, message and remedy', () => {
    for (const code of Object.keys(GRPC_STATUS) as ErrorCode[]) {
      const sent = toServiceError(new FarvaultError(code, 'what', { remedy: 'do this' }));
      expect(sent.code).toBe(GRPC_STATUS[code]);
      expect(fromServiceError(sent)).toMatchObject({ code, message: 'what', remedy: 'do this' });
    }
  });

  it('say nothing of what is not in the table', () => {
    const sent = toServiceError(new Error('secret path /root/x'));
    expect(sent.code).toBe(grpc.status.INTERNAL);
    expect(JSON.stringify(sent) + sent.message).not.toContain('secret');
  });

  it('carry a remedy that HTTP/2 would refuse', () => {
    expect(fromServiceError(toServiceError(new FarvaultError('INVALID', 'x', { remedy: 'ä\n\u0000b' }))).remedy).toBe('???b');
  });
});
