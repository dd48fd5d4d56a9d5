// What a release has once put on the wire stays as it was: agents of the version before, and of the one after, speak it (docs/protocol.md, Versions).
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breaches, describeContract, type ContractDescription } from '../support/contract.js';
import { repositoryRoot } from '../support/daemon.js';

const folder = new URL('./', import.meta.url);
const releases = readdirSync(folder).filter((name) => /^proto-.*\.json$/.test(name));
const now = describeContract(repositoryRoot);

describe('the contract', () => {
  it.each(releases)('has no field of %s renumbered, retyped, renamed or removed, and no call', (name) => {
    const before = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ContractDescription;
    expect(Object.keys(before.messages).length).toBeGreaterThan(50);
    expect(Object.keys(before.calls).length).toBeGreaterThan(40);
    expect(breaches(before, now)).toEqual([]);
  });

  it('would be seen to change', () => {
    const changed = structuredClone(now);
    const [message] = Object.keys(changed.messages).filter((name) => Object.keys(changed.messages[name]).length > 1);
    const [call, gone] = Object.keys(changed.calls);
    const [first, second] = Object.keys(changed.messages[message]);
    changed.messages[message][first] = 'TYPE_BYTES LABEL_OPTIONAL other';
    delete changed.messages[message][second];
    changed.calls[call] = 'stream A to B';
    delete changed.calls[gone];
    expect(breaches(now, changed)).toHaveLength(4);
    expect(breaches(now, { messages: { ...now.messages, More: {} }, calls: { ...now.calls, '/more': '' } })).toEqual([]);
  });
});
