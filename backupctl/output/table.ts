// Tables for people: aligned columns without borders, as kubectl prints them.
import Table from 'cli-table3';
import { printable } from './format.js';

export interface Column<T> {
  title: string;
  value: (row: T) => string;
  align?: 'right';
}

const BARE = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };

/** The table as text, or `empty` when there is no row. */
export function table<T>(rows: T[], columns: Column<T>[], empty: string): string {
  if (rows.length === 0) return empty;
  const out = new Table({
    head: columns.map((column) => column.title.toUpperCase()),
    colAligns: columns.map((column) => column.align ?? 'left'),
    chars: BARE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  for (const row of rows) out.push(columns.map((column) => printable(column.value(row))));
  return out
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Name and value, one a line. Empty values are left out. */
export function fields(pairs: [string, string][]): string {
  const shown = pairs.filter(([, value]) => value !== '');
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${`${name}:`.padEnd(width + 2)}${value}`).join('\n');
}
