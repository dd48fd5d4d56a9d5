// Loaded before an agent's program (`node --import`): of every wait whose length is drawn, it draws the least. A fleet must not come back to its server in step;
// a test that restarts a server has no fleet, and would sit through seconds of each wait.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

crypto.randomInt = (min, max) => (max === undefined ? 0 : min);
syncBuiltinESMExports();
