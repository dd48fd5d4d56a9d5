// A journal for tests: in memory, one reducer, on the clock given.
import type { Clock } from '../../shared/time/clock.js';
import type { JournalRecord, StateReducer } from '../repository/types.js';

export class MemoryJournal {
  readonly records: JournalRecord[] = [];

  constructor(
    private readonly reducer: StateReducer,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  async appendJournal(body: { kind: string }): Promise<JournalRecord> {
    await new Promise((resolve) => setImmediate(resolve));
    const record: JournalRecord = { number: this.records.length + 1, epoch: 1, timeMs: this.clock.now(), body: JSON.parse(JSON.stringify(body)) as JournalRecord['body'] };
    this.records.push(record);
    this.reducer.apply(record);
    return record;
  }
}
