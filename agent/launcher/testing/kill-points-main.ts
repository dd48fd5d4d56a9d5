// All of the launcher's kill points, for `npm run test:update`: each scenario, each change to the disk, before it and after it.
import { countChanges, killAt, KILL_SCENARIOS } from './kill-points.js';

/** Each is a launcher, a fake agent and their tools. */
const AT_ONCE = 4;

let failed = 0;
for (const scenario of KILL_SCENARIOS) {
  const changes = await countChanges(scenario);
  const points = Array.from({ length: changes * 2 }, (_, index) => ({ change: 1 + (index >> 1), when: index % 2 === 0 ? ('before' as const) : ('after' as const) }));
  const work = points.values();
  const lane = async (): Promise<void> => {
    for (const { change, when } of work) {
      await killAt(scenario, change, when).catch((error: unknown) => {
        failed++;
        console.error(String(error));
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  console.log(`launcher, ${scenario.name}: killed at ${points.length} points`);
}
process.exit(failed === 0 ? 0 : 1);
