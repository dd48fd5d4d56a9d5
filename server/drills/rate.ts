// From what was measured on a part to the time for everything. What a file costs and what a byte costs differ by how many files a source has, so the two are told
// apart: one part of a random drill has many small files, the other few large ones. Pure.

export interface Timed {
  seconds: number;
  files: number;
  bytes: number;
}

/** Null: nothing was restored. */
export function estimateWhole(parts: readonly Timed[], whole: { files: number; bytes: number }): number | null {
  const measured = parts.filter(({ files, seconds }) => files > 0 && seconds > 0);
  if (measured.length === 0) return null;
  const { perFile, perByte } = measured.length === 2 ? solve(measured[0], measured[1]) : byBytes(measured);
  return perFile * whole.files + perByte * whole.bytes;
}

/** seconds = perFile * files + perByte * bytes, for both; where that gives less than nothing for one, the other takes it all. */
function solve(a: Timed, b: Timed): { perFile: number; perByte: number } {
  const determinant = a.files * b.bytes - b.files * a.bytes;
  // Parts alike say nothing of the difference.
  if (Math.abs(determinant) < 0.05 * Math.max(a.files * b.bytes, b.files * a.bytes)) return byBytes([a, b]);
  const perFile = (a.seconds * b.bytes - b.seconds * a.bytes) / determinant;
  const perByte = (a.files * b.seconds - b.files * a.seconds) / determinant;
  if (perFile < 0) return byBytes([a, b]);
  if (perByte < 0) return { perFile: (a.seconds + b.seconds) / (a.files + b.files), perByte: 0 };
  return { perFile, perByte };
}

/** A source without content is timed by its files. */
function byBytes(parts: readonly Timed[]): { perFile: number; perByte: number } {
  const sum = (value: (part: Timed) => number): number => parts.reduce((total, part) => total + value(part), 0);
  const bytes = sum((part) => part.bytes);
  const seconds = sum((part) => part.seconds);
  return bytes === 0 ? { perFile: seconds / sum((part) => part.files), perByte: 0 } : { perFile: 0, perByte: seconds / bytes };
}
