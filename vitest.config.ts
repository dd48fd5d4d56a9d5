import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begun first, the slowest before all, so that no worker is left with one of them at the end. A clean clone has no times of an earlier run to go by. */
const SLOW = [
  'test/fault/crash', 'test/fault/damage', 'test/fault/agent', 'test/update/update', 'test/e2e/admin', 'test/fault/disk', 'test/fault/refused', 'test/e2e/replaced-machine',
  'test/e2e/main-job', 'test/fault/network', 'test/e2e/schedule', 'test/fault/power-cut', 'test/e2e/turns', 'test/golden/upgrade', 'agent/backup/backup', 'server/commands/programs',
  'test/fault/access', 'test/fault/releases', 'test/e2e/', 'test/fault/', 'test/', 'backupctl/resource-file', 'shared/restore/', 'agent/',
];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const name = path.relative(this.ctx.config.root, moduleId);
      const found = SLOW.findIndex((slow) => name.startsWith(slow));
      return found === -1 ? SLOW.length : found;
    };
    return [...files].sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

export default defineConfig({
  test: {
    include: ['shared/**/*.test.ts', 'agent/**/*.test.ts', 'server/**/*.test.ts', 'backupctl/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
  },
});
