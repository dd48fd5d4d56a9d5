// The probe's process: opens the view named by its argument, reads every entry and verifies its checksum.
// Exit 0: whole. Anything else, a signal included: damaged.
import { BatchSequence, isBatchKey } from './view-batches.js';
import { checkedValue, openLevel } from './view-store.js';
import { messageOf } from '../../shared/errors/errors.js';

async function probe(directory: string): Promise<string | null> {
  const level = openLevel(directory, { cacheBytes: 1 << 20 });
  await level.open();
  const iterator = level.iterator();
  const batches = new BatchSequence();
  for (;;) {
    const entries = await iterator.nextv(2_048);
    if (entries.length === 0) break;
    for (const [key, stored] of entries) {
      const value = checkedValue(key, stored);
      if (value !== null && isBatchKey(key)) batches.take(key, value);
      if (value === null) return `the value of key ${key.toString('hex').slice(0, 96)} fails its checksum`;
    }
  }
  await iterator.close();
  await level.close();
  return batches.isWhole ? null : 'batches have gone from its log';
}

try {
  const damage = await probe(process.argv[2] ?? '');
  if (damage !== null) {
    process.stderr.write(damage);
    process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(messageOf(error));
  process.exitCode = 1;
}
