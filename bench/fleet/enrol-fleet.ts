// Offices, agents and a job each, by the calls that administrators and machines make.
import { readFileSync } from 'node:fs';
import type { AgentIdentity } from '../../agent/agent-files.js';
import { enrol } from '../../agent/control/enrolment.js';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { openConnection, unary } from '../../shared/rpc/client.js';
import { parseToken } from '../../shared/rpc/token.js';
import type { Cluster } from '../../test/support/cluster.js';

const AGENTS_AN_OFFICE = 20;
const AT_ONCE = 16;

/** `jobs` are named as their agents. */
export async function enrolFleet(cluster: Cluster, agents: number): Promise<AgentIdentity[]> {
  const connection = openConnection(cluster.address, parseAdminConfig(readFileSync(cluster.config, 'utf8'), cluster.config));
  const { admin } = connection;
  try {
    const offices = Array.from({ length: Math.ceil(agents / AGENTS_AN_OFFICE) }, (_, at) => `office-${at}`);
    for (const name of offices) await unary(admin.createOffice.bind(admin), { name });
    const identities: AgentIdentity[] = [];
    const add = async (number: number): Promise<void> => {
      const name = `agent-${String(number).padStart(4, '0')}`;
      const { token } = await unary(admin.createToken.bind(admin), { office: offices[Math.floor(number / AGENTS_AN_OFFICE)], ttlSeconds: 3600 });
      const parsed = parseToken(token);
      const facts = { version: '0', hostname: name, platform: 'linux', arch: 'x64', kernel: '', restoreRoots: [], warnings: [], clockMs: 0 };
      identities[number] = await enrol({ token: parsed, addresses: [cluster.address], name, facts });
      await unary(admin.createJob.bind(admin), { job: { name, agent: name, paths: ['/srv'] } });
    };
    let next = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (next < agents) await add(next++);
    }));
    return identities;
  } finally {
    connection.close();
  }
}
