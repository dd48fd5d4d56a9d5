// What is wrong in something given from outside, and where: the path leads to the line of a file.

export type Path = readonly (string | number)[];

export interface Fault {
  path: Path;
  text: string;
}

/** `jobs[2].rpo`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');
}

/** One line a fault, at most 20. */
export function faultsText(faults: readonly Fault[]): string {
  const lines = faults.slice(0, 20).map(({ path, text }) => (path.length === 0 ? text : `${pathText(path)}: ${text}`));
  return [...lines, ...(faults.length > lines.length ? [`and ${faults.length - lines.length} more`] : [])].join('; ');
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}

/** `'retires' is not known (retries?)`. */
export function unknownKey(key: string, known: readonly string[]): string {
  const asked = key.slice(0, 64).toLowerCase().replaceAll(/[-_]/g, '');
  const [nearest] = known.map((name) => ({ name, far: distance(asked, name.toLowerCase()) })).sort((a, b) => a.far - b.far);
  const hint = nearest !== undefined && nearest.far <= Math.max(2, Math.floor(asked.length / 3)) ? `; did you mean ${nearest.name}?` : '';
  return `'${key.slice(0, 64)}' is not known here${hint}`;
}
