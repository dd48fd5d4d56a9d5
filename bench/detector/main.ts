// `npm run bench:detector`: how often the detector of mass change cries wolf, and what it misses. Prints the tables of docs/alerts.md.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { detect, HISTORY, type Finding } from '../../server/alerts/detector.js';
import type { SnapshotFigures } from '../../server/alerts/world.js';
import { DEFAULTS } from '../../shared/settings/index.js';
import { ATTACKS, Maker, ORDINARY, Rng, SOURCES, type Event, type Source } from './sources.js';
import { Backups, type Tree } from './tree.js';

const HABIT_DAYS = 12;
const CORPUS_BYTES = 24 << 20;

/** Real program text: what is installed anyway. */
function corpus(): Buffer {
  const parts: Buffer[] = [];
  let bytes = 0;
  const walk = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (bytes >= CORPUS_BYTES) return;
      const file = path.join(directory, entry.name);
      if (entry.isDirectory()) walk(file);
      else if (/\.(?:js|ts|md)$/.test(entry.name) && !entry.name.includes('.min.')) {
        const content = readFileSync(file).subarray(0, 500_000);
        parts.push(content);
        bytes += content.length;
      }
    }
  };
  walk('node_modules');
  return Buffer.concat(parts);
}

interface Outcome {
  /** What was found on each day of the event. */
  days: Finding[][];
}

/** A source with its habits. */
interface Settled {
  source: Source;
  maker: Maker;
  tree: Tree;
  backups: Backups;
  snapshots: SnapshotFigures[];
  /** Ordinary days with a finding, and all. */
  alarms: number;
}

function settle(source: Source, text: Buffer, seed: number): Settled {
  const maker = new Maker(new Rng(seed), text);
  const settled: Settled = { source, maker, tree: source.make(maker), backups: new Backups(), snapshots: [], alarms: 0 };
  settled.snapshots = [settled.backups.run(settled.tree)];
  for (let day = 0; day < HABIT_DAYS; day++) if (step(settled).length > 0) settled.alarms++;
  return settled;
}

function step(at: Settled, act: (tree: Tree, m: Maker) => void = () => undefined): Finding[] {
  at.source.day(at.tree, at.maker);
  act(at.tree, at.maker);
  at.snapshots = [at.backups.run(at.tree), ...at.snapshots].slice(0, HISTORY);
  return detect(at.snapshots, DEFAULTS);
}

function play(settled: Settled, event: Event): Outcome {
  const at = { ...settled, maker: settled.maker.copy(), tree: new Map(settled.tree), backups: settled.backups.copy() };
  return { days: Array.from({ length: event.days ?? 1 }, (_, day) => step(at, (tree, m) => event.act(tree, m, day))) };
}

function word({ days }: Outcome): string {
  const at = days.findIndex((found) => found.length > 0);
  if (at < 0) return '-';
  const [first] = days[at];
  const what = `${first.kind === 'shrunk' ? 'shrunk, ' : ''}${first.severity}`;
  return days.length === 1 ? what : `${what} on day ${at + 1}${days.filter((found) => found.length > 0).length > 1 ? `, ${days.filter((found) => found.length > 0).length} of ${days.length} days` : ''}`;
}

const text = corpus();
const sources = SOURCES.map((source, index) => settle(source, text, 1000 + index));
console.log(`Ordinary first days: ${sources.map(({ source, alarms }) => `${source.name} ${alarms} of ${HABIT_DAYS}`).join(', ')}`);
for (const [title, events] of [['Ordinary', ORDINARY], ['Attack', ATTACKS]] as const) {
  console.log(`\n| ${title} | ${SOURCES.map(({ name }) => name).join(' | ')} |\n|---|${SOURCES.map(() => '---|').join('')}`);
  let cells = 0;
  let alarms = 0;
  for (const event of events) {
    const row = sources.map((settled) => {
      if (event.of !== undefined && !event.of.includes(settled.source.name)) return '';
      const said = word(play(settled, event));
      cells++;
      if (said !== '-') alarms++;
      return said;
    });
    console.log(`| ${event.name} | ${row.join(' | ')} |`);
  }
  console.log(`\n${title === 'Ordinary' ? `False alarms: ${alarms} of ${cells}` : `Missed: ${cells - alarms} of ${cells}`}`);
}
