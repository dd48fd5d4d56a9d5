import { describe, expect, it } from 'vitest';
import { FleetState } from './state.js';
import { labelled } from './labels.js';

describe('labels', () => {
  it('are set, changed and taken away, in the order of their keys', () => {
    const labels = labelled({ tier: 'gold', host: 'esx1' }, { host: 'esx2', 'app/name': 'mail' }, ['tier', 'unknown']);
    expect(Object.entries(labels)).toEqual([['app/name', 'mail'], ['host', 'esx2']]);
  });

  it('are refused with every fault at once', () => {
    expect(() => labelled({}, { 'a b': 'x', ok: 'ü', empty: '' }, [])).toThrow(/'a b' is not a key, 'ü' is not a value, '' is not a value/);
    expect(() => labelled({}, { a: '1' }, ['a'])).toThrow(/both/);
    expect(() => labelled({}, Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, 'v'])), [])).toThrow(/32 labels/);
    expect(() => labelled({}, { ['k'.repeat(64)]: 'v' }, [])).toThrow(/not a key/);
  });

  it('are harmless whatever they are called', () => {
    const labels = labelled({}, JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>, []);
    expect(Object.keys(labels)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, string>)['x']).toBeUndefined();
  });

  it('of agents of before there were labels are none', () => {
    const state = new FleetState();
    state.load({ offices: [], tokens: [], users: [], agents: [{ id: 'a', name: 'old' }] });
    expect(state.agents.get('a')?.labels).toEqual({});
  });
});
