// Enforces scripts/import-table.mjs on every TypeScript file (tests of a folder may import what they need).
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/run.mjs';
import { IMPORT_TABLE } from './import-table.mjs';

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
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('imports: as the table has them');
