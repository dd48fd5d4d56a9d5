// `node scripts/describe-contract.mjs [CHECKOUT]` (after `npm run build`): the contract of a checkout as test/golden/proto-VERSION.json keeps it, one for each release.
import { root } from './lib/run.mjs';

const { describeContract } = await import('../dist/test/support/contract.js');
const { messages, calls } = describeContract(process.argv[2] ?? root);
const lines = (object) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n');
process.stdout.write(`{\n  "messages": {\n${lines(messages)}\n  },\n  "calls": {\n${lines(calls)}\n  }\n}\n`);
