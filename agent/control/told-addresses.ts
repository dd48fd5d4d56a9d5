import { normaliseAddress } from '../../shared/rpc/address.js';

const MAX_ADDRESSES = 32;

/** Of the addresses that a server says it has, those that are some: what it tells must not keep this agent from starting again. None: `before`. */
export function toldAddresses(told: readonly string[], before: string[]): string[] {
  const usable = told.slice(0, MAX_ADDRESSES).flatMap((address) => {
    try {
      return [normaliseAddress(address)];
    } catch {
      return [];
    }
  });
  return usable.length > 0 ? usable : before;
}
