#!/usr/bin/env node
// backup-agent: protects the machine that it runs on.
import { createProgram, endProgram, runProgram } from '../shared/service/program.js';
import { addEnrol } from './commands/enrol.js';
import { addInstall } from './commands/install.js';
import { addRun } from './commands/run.js';
import { addSelfTest } from './commands/self-test.js';
import { addStatus } from './commands/status.js';
import { addUninstall } from './commands/uninstall.js';

const program = createProgram('backup-agent', 'The agent of Farvault: backs this machine up to its server, and restores to it');
addEnrol(program);
addRun(program);
addStatus(program);
addSelfTest(program);
addInstall(program);
addUninstall(program);
await endProgram(await runProgram(program, process.argv));
