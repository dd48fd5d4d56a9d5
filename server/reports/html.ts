// The frame of a report's page: one file that needs nothing else, reads in light and dark and on paper. Everything that goes in is escaped here.

/** For text and for attribute values in double quotes. Control characters, and those that reorder what a person reads, are shown by number. */
export function escape(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`)
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export interface Column<T> {
  title: string;
  value: (row: T) => string;
  number?: true;
  /** Of any length: it wraps. */
  long?: true;
  /** A class of the cell: good, bad, warn. */
  mark?: (row: T) => string;
}

/** At most so many rows are shown; the rest is told of. */
const MAX_ROWS = 2_000;

export function table<T>(caption: string, columns: Column<T>[], rows: readonly T[]): string {
  if (rows.length === 0) return `<p class="none">${escape(caption)}: none.</p>`;
  const heads = columns.map((column) => `<th scope="col"${column.number === true ? ' class="n"' : ''}>${escape(column.title)}</th>`).join('');
  const body = rows.slice(0, MAX_ROWS).map((row) => {
    const cells = columns.map((column, i) => {
      const marks = [column.number === true ? 'n' : column.long === true ? 't' : '', column.mark?.(row) ?? ''].filter((mark) => mark !== '').join(' ');
      const tag = i === 0 ? 'th scope="row"' : 'td';
      return `<${tag}${marks === '' ? '' : ` class="${escape(marks)}"`}>${escape(column.value(row))}</${i === 0 ? 'th' : 'td'}>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const more = rows.length > MAX_ROWS ? `<p class="none">${rows.length - MAX_ROWS} more rows are left out here; CSV and JSON have them.</p>` : '';
  return `<div class="scroll"><table><caption>${escape(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>${more}`;
}

export interface Tile {
  name: string;
  value: string;
  mark?: 'good' | 'bad' | 'warn';
}

export function tiles(all: Tile[]): string {
  return `<dl class="tiles">${all.map((tile) => `<div${tile.mark === undefined ? '' : ` class="${tile.mark}"`}><dt>${escape(tile.name)}</dt><dd>${escape(tile.value)}</dd></div>`).join('')}</dl>`;
}

export function section(title: string, ...parts: string[]): string {
  return `<section><h2>${escape(title)}</h2>${parts.join('\n')}</section>`;
}

export function page(title: string, about: string, sections: string[]): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escape(title)}</h1><p>${escape(about)}</p></header>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

const STYLE = `
:root{--bg:#fff;--text:#1c2330;--soft:#5c6675;--line:#d9dee6;--head:#f2f4f8;--good:#2f8f5b;--warn:#b77a00;--bad:#c23b3b;--s0:#2f6fdb;--s1:#c07a12;--s2:#c23b3b;--s3:#8a93a3}
@media (prefers-color-scheme:dark){:root{--bg:#14181f;--text:#e3e7ee;--soft:#98a2b3;--line:#333b48;--head:#1d232d;--good:#57c08a;--warn:#e0a63b;--bad:#f07a7a;--s0:#6ea2ff;--s1:#e0a63b;--s2:#f07a7a;--s3:#8a93a3}}
body{font:15px/1.45 system-ui,sans-serif;color:var(--text);background:var(--bg);max-width:1350px;margin:0 auto;padding:1.5rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .6rem}header p,.none,caption{color:var(--soft)}
.tiles{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}.tiles div{border:1px solid var(--line);border-radius:6px;padding:.5rem .9rem}.tiles dt{color:var(--soft);font-size:.85rem}.tiles dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums}
.good dd,td.good{color:var(--good)}.warn dd,td.warn{color:var(--warn)}.bad dd,td.bad{color:var(--bad)}td.bad,td.warn{font-weight:600}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}caption{text-align:left;padding:.2rem 0;font-size:.85rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}thead th{background:var(--head);white-space:normal}tbody th{font-weight:500}.t{white-space:normal;overflow-wrap:anywhere;min-width:6.5rem}.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
svg{width:100%;height:auto;display:block;margin:.4rem 0}svg text{fill:var(--soft);font-size:11px}.grid{stroke:var(--line)}.mark{stroke:var(--text);stroke-width:2}
.line{fill:none;stroke-width:2}.line.s0{stroke:var(--s0)}.line.s1{stroke:var(--s1)}.line.s2{stroke:var(--s2)}.fill.s0{fill:var(--s0)}.fill.s1{fill:var(--s1)}.fill.s2{fill:var(--s2)}.fill.s3{fill:var(--s3)}
.fill.good{fill:var(--good)}.fill.bad{fill:var(--bad)}.fill.plain{fill:var(--s3)}
.legend{display:flex;gap:1.2rem;margin:.3rem 0;font-size:.85rem;color:var(--soft)}.legend i{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin-right:.4rem;vertical-align:-1px}i.s0{background:var(--s0)}i.s1{background:var(--s1)}i.s2{background:var(--s2)}i.s3{background:var(--s3)}
@page{size:A4 landscape;margin:12mm}
@media print{:root{--bg:#fff;--text:#000;--soft:#444;--line:#bbb;--head:#eee;--good:#186a3b;--warn:#8a5a00;--bad:#a02020;--s0:#2f6fdb;--s1:#c07a12;--s2:#c23b3b;--s3:#8a93a3}body{max-width:none;padding:0;font-size:11px}th,td{padding:.2rem .35rem}.t{min-width:4rem}svg{max-width:18cm}section,svg{break-inside:avoid-page}thead{display:table-header-group}tr{break-inside:avoid}svg,.legend i{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible}section:has(table){break-inside:auto}}
`;
