import { describe, expect, it } from 'vitest';
import { tooOld } from './compatible.js';

describe('versions of agent and server', () => {
  it.each([
    ['0.2.0', '0.2.0', null],
    ['0.1.0', '0.2.7', null],
    ['0.3.0', '0.2.7', null],
    ['0.2.9', '0.3.0-rc.1', null],
    ['0.1.9', '0.3.0', 'agent'],
    ['0.4.0', '0.2.0', 'server'],
    ['0.9.0', '1.0.0', 'agent'],
    ['2.0.0', '1.9.0', 'server'],
    ['0.10.0', '0.9.0', null],
    ['0.10.0', '0.8.0', 'server'],
    ['a build of my own', '0.2.0', null],
    ['', '0.2.0', null],
  ])('%s with %s', (agent, server, expected) => expect(tooOld(agent, server)).toBe(expected));
});
