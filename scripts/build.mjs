// `npm run build`: installs what is missing and compiles to dist/.
import { build, ensureInstalled } from './lib/run.mjs';

ensureInstalled();
build();
