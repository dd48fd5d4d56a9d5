// CSV as RFC 4180 has it, one line a job. A spreadsheet takes a text that begins with = + - @ for a formula: such texts get a quote in front.
import type { AnyReport } from './any-report.js';

type Cell = string | number | boolean | null;
type Row = Record<string, Cell>;

export function csvOf(report: AnyReport): string {
  switch (report.report) {
    case 'rpo':
      return csv(['office', 'agent', 'job', 'status', 'targetSeconds', 'achievedSeconds', 'worstSeconds', 'lastGoodAt', 'dueTimes', 'missedDueTimes'], report.jobs);
    case 'rto':
      return csv(['office', 'agent', 'job', 'status', 'targetSeconds', 'achievedSeconds', 'basis', 'drilledAt', 'drilledFiles', 'drilledBytes', 'bytesPerSecond', 'lastDrillAt'], report.jobs);
    case 'storage':
      return csv(
        ['office', 'agent', 'job', 'snapshots', 'protectedBytes', 'logicalBytes', 'uniqueBytes', 'storedBytes', 'deduplicationRatio', 'compressionRatio', 'growthBytes'],
        report.jobs,
      );
    case 'runs':
      return csv(['office', 'agent', 'job', 'runs', 'succeeded', 'partial', 'failed', 'cancelled', 'medianSeconds', 'longestSeconds', 'bytesRead', 'bytesSent', 'bytesStored'], report.jobs);
  }
}

function csv<K extends string>(columns: K[], rows: readonly Record<K, Cell>[]): string {
  return [columns.join(','), ...rows.map((row: Row) => columns.map((column) => cell(row[column])).join(','))].map((line) => `${line}\r\n`).join('');
}

export function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
