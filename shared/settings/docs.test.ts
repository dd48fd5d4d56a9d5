// docs/policies.md holds the table of settings, between its markers. When this fails, put the table that it expects there.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { flagOf, SETTINGS } from './table.js';

const cell = (text: string): string => text.replaceAll('|', '\\|');

it('docs/policies.md shows the table of settings', () => {
  const docs = readFileSync(path.join(import.meta.dirname, '../../docs/policies.md'), 'utf8');
  const shown = docs.slice(docs.indexOf('<!-- settings -->') + '<!-- settings -->\n'.length, docs.indexOf('<!-- end of settings -->'));
  const rows = SETTINGS.map(({ key, field, default: preset, defaultText, description }) => `| \`${key}\` | \`--${flagOf(key)}\` | ${field.kind} | ${cell(field.limits)} | ${defaultText ?? field.print(preset)} | ${cell(description)} |`);
  expect(shown).toBe(['| setting | flag | kind | limits | default | what it does |', '|---|---|---|---|---|---|', ...rows, ''].join('\n'));
});
