// Keeps the audit: a view of the journal records that somebody is behind, bounded by age and count. The journal itself keeps every record.
import type { JournalRecord, ViewFollower, ViewStore } from '../repository/types.js';
import { COUNT_KEY, END_KEY, entryKey, entryOf, FIRST_KEY, parseCount, parseEntry } from './entry.js';

const DAY_MS = 86_400_000;
const KEPT_MS = 400 * DAY_MS;
const MAX_ENTRIES = 200_000;
/** Old ones that go with each new one: more than one, so that it catches up. */
const GOING = 4;

export class AuditFollower implements ViewFollower {
  readonly name = 'audit';

  constructor(private readonly maxEntries = MAX_ENTRIES) {}

  async apply(record: JournalRecord, view: ViewStore): Promise<void> {
    const entry = entryOf(record);
    if (entry === undefined) return;
    const key = entryKey(entry.number);
    // A record that is applied again after a crash is not counted twice.
    const isNew = (await view.get(key)) === undefined;
    let count = parseCount(await view.get(COUNT_KEY)) + (isNew ? 1 : 0);
    const going: Buffer[] = [];
    for await (const [oldKey, value] of view.iterate({ gte: FIRST_KEY, lt: END_KEY, limit: GOING })) {
      if (count <= this.maxEntries && parseEntry(value).timeMs > entry.timeMs - KEPT_MS) break;
      going.push(oldKey);
      count--;
    }
    await view.write((batch) => {
      for (const old of going) batch.delete(old);
      batch.put(key, Buffer.from(JSON.stringify(entry)));
      batch.put(COUNT_KEY, Buffer.from(String(count)));
    });
  }
}
