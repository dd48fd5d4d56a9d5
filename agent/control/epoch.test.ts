import { expect, it } from 'vitest';
import { admittedEpoch } from './epoch.js';

it('goes with the server of the highest epoch that it has seen; one that does not tell is of the first', () => {
  expect([admittedEpoch(0, undefined), admittedEpoch(1, 1), admittedEpoch(3, 2)]).toEqual([1, 1, 3]);
  expect(() => admittedEpoch(1, 2)).toThrow('brought back');
  expect(() => admittedEpoch(0, 2)).toThrow('brought back');
});
