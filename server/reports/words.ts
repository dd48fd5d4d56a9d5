// How figures look to people who read a page. JSON and CSV never go through here.
import { DateTime } from 'luxon';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function bytes(value: number | null): string {
  if (value === null) return '–';
  let scaled = Math.abs(value);
  let unit = 0;
  while (scaled >= 1024 && unit < UNITS.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${value < 0 ? '−' : ''}${unit === 0 ? scaled : scaled.toFixed(scaled < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

/** `45 s`, `12 min`, `5 h 20 min`, `3 d 4 h`. */
export function duration(value: number | null): string {
  if (value === null) return '–';
  if (value < 60) return `${value} s`;
  const minutes = Math.round(value / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? '' : ` ${hours % 24} h`}`;
}

export function count(value: number | null): string {
  return value === null ? '–' : value.toLocaleString('en-US');
}

export function moment(text: string | null, timezone: string): string {
  return text === null ? 'never' : DateTime.fromISO(text, { zone: timezone }).toFormat('yyyy-MM-dd HH:mm');
}
