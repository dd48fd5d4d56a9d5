// `npm run test:install`: the installer on a bare Debian, as root (docs/install.md). Needs debootstrap, or FARVAULT_BARE_ROOT with what it made.
import path from 'node:path';
import { build, ensureInstalled, node, root } from './lib/run.mjs';

ensureInstalled();
build();
node([path.join(root, 'dist/test/install/bare-main.js')]);
