// Enforces scripts/import-table.mjs on every TypeScript file (tests of a folder may import what they need), and that docs/architecture.md shows it.
// `--docs` writes it there.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/run.mjs';
import { GROUPS, IMPORT_TABLE } from './import-table.mjs';

const faults = [];
for (const top of ['shared', 'agent', 'server', 'backupctl', 'scripts', 'test', 'bench']) {
  for (const entry of readdirSync(path.join(root, top), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
    const file = path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name));
    const rule = IMPORT_TABLE.find((candidate) => file.startsWith(candidate.from));
    if (rule === undefined) {
      faults.push(`${file}: no rule in scripts/import-table.mjs`);
      continue;
    }
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const match of text.matchAll(/(?:^|[\s}])(?:from|import)\s*\(?\s*'(\.[^']+)'/gm)) {
      const target = path.relative(root, path.resolve(root, path.dirname(file), match[1])).replace(/\.js$/, '.ts');
      if (target.startsWith(rule.from)) continue;
      if (!rule.may.some((prefix) => target.startsWith(prefix))) faults.push(`${file} may not import ${target}`);
    }
  }
}

function shown(may) {
  const group = Object.entries(GROUPS).find(([, paths]) => paths !== may && paths.every((one) => may.includes(one)));
  const rest = group === undefined ? may : may.filter((one) => !group[1].includes(one));
  return [...(group === undefined ? [] : [`*${group[0]}*`]), ...rest.map((one) => `\`${one}\``)].join(', ') || 'nothing';
}

const DOCS = path.join(root, 'docs/architecture.md');
const [BEGIN, END] = ['<!-- imports: written by scripts/check-imports.mjs --docs -->\n', '<!-- end of imports -->'];
const table = [
  '| folder | may import, beside itself |',
  '|---|---|',
  ...Object.entries(GROUPS).reverse().map(([name, paths]) => `| *${name}* stands for | ${shown(paths)} |`),
  ...IMPORT_TABLE.map(({ from, may }) => `| \`${from}\` | ${shown(may)} |`),
].join('\n');
const page = readFileSync(DOCS, 'utf8');
const [before, after] = [page.slice(0, page.indexOf(BEGIN) + BEGIN.length), page.slice(page.indexOf(END))];
const wanted = `${before}${table}\n${after}`;
if (process.argv.includes('--docs')) writeFileSync(DOCS, wanted);
else if (page !== wanted) faults.push('docs/architecture.md does not show the import table: run node scripts/check-imports.mjs --docs');

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('imports: as the table has them');
