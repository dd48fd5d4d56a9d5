#!/usr/bin/env node
// backupd: the central server.
import { createProgram, endProgram, runProgram } from '../shared/service/program.js';
import { addAdmin } from './commands/admin.js';
import { addCopy } from './commands/copy.js';
import { addForgetReleases } from './commands/forget-releases.js';
import { addInit } from './commands/init.js';
import { addRebuild } from './commands/rebuild.js';
import { addRun } from './commands/run.js';

// Whatever is made below the data directory is its owner's alone, also what LevelDB makes.
process.umask(0o077);

const program = createProgram('backupd', 'The central server of Farvault: keeps the repository and directs the agents');
addInit(program);
addRun(program);
addRebuild(program);
addCopy(program);
addAdmin(program);
addForgetReleases(program);
await endProgram(await runProgram(program, process.argv));
