import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { EXIT } from '../../shared/errors/errors.js';
import { stopSignal } from '../../shared/service/signals.js';
import { systemClock } from '../../shared/time/clock.js';
import { checkFormat } from '../agent-files.js';
import { DEFAULT_DATA_DIR } from '../install/layout.js';
import { canaryTest, selfTest, type Check } from '../update/self-test.js';
import { makeScratch } from '../update/trial.js';

/** For jitter, which one machine alone does not need. */
const random = (): number => 0.5;

export function addSelfTest(program: Command): void {
  program
    .command('self-test')
    .description('try whether this version works on this machine: what a new version does before it replaces the old one')
    .option('--data-dir <dir>', "the agent's directory", DEFAULT_DATA_DIR)
    .option('--json', 'print JSON', false)
    .addHelpText('after', '\nReads and writes as the agent does, and leaves nothing. The agent may run meanwhile. Exit code 1: a check failed.\n\nExamples:\n  backup-agent self-test\n  backup-agent self-test --data-dir /srv/agent --json')
    .action(async ({ dataDir, json }: { dataDir: string; json: boolean }) => {
      await checkFormat(dataDir);
      const signal = stopSignal();
      const scratch = await makeScratch(dataDir);
      const onCheck = ({ name, result, detail }: Check): void => {
        if (!json) process.stdout.write(`${name.padEnd(14)}${result}${detail === '' ? '' : `: ${detail}`}\n`);
      };
      try {
        const inputs = { dataDir, scratch, clock: systemClock, random, knownFaults: null, signal, onCheck };
        const checks = [...(await selfTest(inputs)), ...(await canaryTest(inputs))];
        if (json) process.stdout.write(`${JSON.stringify(checks)}\n`);
        process.exitCode = checks.some(({ result }) => result === 'failed') ? EXIT.failed : EXIT.done;
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });
}
