// Charts as inline SVG: no script, no outside resource. Colours are classes, so that the page's light and dark styles hold for them, too. Every chart
// has a title for those who do not see it; the tables beside it say the same in words.
import { escape } from './html.js';

const WIDTH = 760;
const LEFT = 86;
const RIGHT = 10;
const TOP = 8;
const LABEL = 18;

export interface Scale {
  max: number;
  /** Text of a value at the axis. */
  show: (value: number) => string;
}

interface Frame {
  title: string;
  height: number;
}

function svg({ title, height }: Frame, parts: string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}"><title>${escape(title)}</title>${parts.join('')}</svg>`;
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

function text(x: number, y: number, content: string, anchor = 'start'): string {
  return `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

function axis(height: number, { max, show }: Scale): string[] {
  const bottom = height - LABEL;
  return [0, 0.5, 1].flatMap((share) => {
    const y = bottom - share * (bottom - TOP);
    return [`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${n(y)}" y2="${n(y)}"/>`, text(LEFT - 6, y + 4, show(max * share), 'end')];
  });
}

export interface Line {
  name: string;
  values: number[];
}

/** Lines over days. Gaps are not drawn: a day that is not known is not among them. */
export function lineChart(title: string, days: string[], lines: Line[], show: Scale['show']): string {
  if (days.length < 2) return '';
  const height = 220;
  const bottom = height - LABEL;
  const max = Math.max(1, ...lines.flatMap((line) => line.values));
  const from = Date.parse(days[0]);
  const span = Math.max(1, Date.parse(days[days.length - 1]) - from);
  const x = (i: number): number => LEFT + ((Date.parse(days[i]) - from) / span) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => bottom - (value / max) * (bottom - TOP);
  const drawn = lines.map((line, i) => `<polyline class="line s${i}" points="${line.values.map((value, at) => `${n(x(at))},${n(y(value))}`).join(' ')}"/>`);
  return legend(lines.map((line) => line.name)) + svg({ title, height }, [...axis(height, { max, show }), ...drawn, text(LEFT, height - 3, days[0]), text(WIDTH - RIGHT, height - 3, days[days.length - 1], 'end')]);
}

/** One column a day, its parts above each other. */
export function stackedDays(title: string, days: string[], parts: Line[], show: Scale['show']): string {
  if (days.length === 0) return '';
  const height = 200;
  const bottom = height - LABEL;
  const max = Math.max(1, ...days.map((_, i) => parts.reduce((total, part) => total + part.values[i], 0)));
  const step = (WIDTH - LEFT - RIGHT) / days.length;
  const width = Math.max(0.5, Math.min(40, step * 0.8));
  const columns = days.flatMap((day, i) => {
    let top = bottom;
    return parts.flatMap((part, kind) => {
      const value = part.values[i];
      if (value === 0) return [];
      const tall = (value / max) * (bottom - TOP);
      top -= tall;
      return [`<rect class="fill s${kind}" x="${n(LEFT + i * step + (step - width) / 2)}" y="${n(top)}" width="${n(width)}" height="${n(tall)}"><title>${escape(`${day}: ${show(value)} ${part.name}`)}</title></rect>`];
    });
  });
  return legend(parts.map((part) => part.name)) + svg({ title, height }, [...axis(height, { max, show }), ...columns, text(LEFT, height - 3, days[0]), text(WIDTH - RIGHT, height - 3, days[days.length - 1], 'end')]);
}

export interface Bar {
  name: string;
  value: number;
  /** A mark on the bar's line; null: none. */
  mark: number | null;
  kind: 'good' | 'bad' | 'plain';
  shown: string;
}

/** Horizontal bars, one a row, each with a mark at its target. */
export function bars(title: string, rows: Bar[]): string {
  if (rows.length === 0) return '';
  const line = 20;
  const left = 210;
  const right = 110;
  const max = Math.max(1, ...rows.map((row) => Math.max(row.value, row.mark ?? 0)));
  const x = (value: number): number => (value / max) * (WIDTH - left - right);
  const drawn = rows.flatMap((row, i) => {
    const y = i * line + 2;
    const name = row.name.length > 30 ? `${row.name.slice(0, 29)}…` : row.name;
    return [
      text(left - 6, y + 13, name, 'end'),
      `<rect class="fill ${row.kind}" x="${left}" y="${y + 2}" width="${n(Math.max(1, x(row.value)))}" height="${line - 6}"><title>${escape(`${row.name}: ${row.shown}`)}</title></rect>`,
      ...(row.mark === null ? [] : [`<line class="mark" x1="${n(left + x(row.mark))}" x2="${n(left + x(row.mark))}" y1="${y}" y2="${y + line - 2}"/>`]),
      text(left + x(row.value) + 6, y + 13, row.shown),
    ];
  });
  return svg({ title, height: rows.length * line + 4 }, drawn);
}

function legend(names: string[]): string {
  return names.length < 2 ? '' : `<p class="legend">${names.map((name, i) => `<span><i class="s${i}"></i>${escape(name)}</span>`).join('')}</p>`;
}
