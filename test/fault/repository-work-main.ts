// One life of a repository as a process of its own, to be killed: `DIRECTORY LIFE SEED LEDGER-FILE`. Facts go to standard output at once.
import { readFileSync, writeSync } from 'node:fs';
import { seeded } from '../support/random.js';
import { Ledger, work } from './repository-work.js';

const [directory, life, seed, known] = process.argv.slice(2);
const ledger = new Ledger();
for (const line of readFileSync(known, 'utf8').split('\n')) if (line !== '') ledger.take(line);
await work(directory, Number(life), ledger, seeded(Number(seed)), (line) => writeSync(1, `${line}\n`));
