// What a job, an office or the whole holds, in bytes; and what a chunk adds to each. Pure.

export interface Sums {
  chunks: number;
  /** Plain bytes of distinct chunks. */
  unique: number;
  /** Their share of the packs. */
  stored: number;
  /** Of chunks that nobody else holds. */
  exclusive: number;
  exclusiveStored: number;
}

export interface Holder {
  /** Of the job. */
  jobId: string;
  officeId: string;
}

/** Who refers to a chunk, how often; `holder` is the number of a job here. */
export interface ChunkRecord {
  plain: number;
  stored: number;
  holders: { holder: number; count: number }[];
}

export interface Books {
  total: Sums;
  office(officeId: string): Sums;
  job(holder: number): Sums;
  officeOf(holder: number): string;
}

export function emptySums(): Sums {
  return { chunks: 0, unique: 0, stored: 0, exclusive: 0, exclusiveStored: 0 };
}

/** `by` 1: the chunk is held as its record says; -1: it no longer is. */
export function account({ plain, stored, holders }: ChunkRecord, by: 1 | -1, books: Books): void {
  if (holders.length === 0) return;
  const [first] = holders;
  add(books.total, plain, stored, by, true);
  if (holders.length === 1) {
    add(books.job(first.holder), plain, stored, by, true);
    add(books.office(books.officeOf(first.holder)), plain, stored, by, true);
    return;
  }
  const offices = new Set<string>();
  for (const { holder } of holders) {
    add(books.job(holder), plain, stored, by, false);
    offices.add(books.officeOf(holder));
  }
  for (const officeId of offices) add(books.office(officeId), plain, stored, by, offices.size === 1);
}

function add(sums: Sums, plain: number, stored: number, by: 1 | -1, alone: boolean): void {
  sums.chunks += by;
  sums.unique += by * plain;
  sums.stored += by * stored;
  if (!alone) return;
  sums.exclusive += by * plain;
  sums.exclusiveStored += by * stored;
}

/** The record after `by` more references of a job; a negative count is a fault of ours, which the caller looks for. */
export function changed(record: ChunkRecord, holder: number, by: number): ChunkRecord {
  const before = record.holders.find((one) => one.holder === holder)?.count ?? 0;
  const others = record.holders.filter((one) => one.holder !== holder);
  return { ...record, holders: before + by === 0 ? others : [...others, { holder, count: before + by }] };
}
