// Bugs to plant: `name`; `from`, which stands once in `file`, becomes `to`; `tests`: those that should notice, the quickest first.
import { AGENT } from './agent.mjs';
import { CARE } from './care.mjs';
import { REPOSITORY } from './repository.mjs';
import { SESSIONS_AND_ACCESS } from './sessions.mjs';

export const MUTANTS = [...REPOSITORY, ...SESSIONS_AND_ACCESS, ...AGENT, ...CARE];
