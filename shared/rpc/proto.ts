// The contract, loaded from proto/ beside the package. Options are those of scripts/generate.mjs, so that values and types agree.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ProtoGrpcType as AdminTypes } from './gen/admin.js';
import type { ProtoGrpcType as AgentTypes } from './gen/agent.js';
import type { ProtoGrpcType as DataTypes } from './gen/data.js';

export type Contract = AdminTypes['farvault']['v1'] & AgentTypes['farvault']['v1'] & DataTypes['farvault']['v1'];

/** From the sources proto/ lies two folders up, from dist/ three; in a release, beside the bundle. */
function protoFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = [path.join(here, '../../proto'), path.join(here, '../../../proto'), path.join(here, 'proto')];
  return candidates.find((folder) => existsSync(path.join(folder, 'farvault'))) ?? candidates[0];
}

let loaded: Contract | undefined;

/** Services and client constructors of farvault.v1. Loaded once a process. */
export function contract(): Contract {
  if (loaded === undefined) {
    const definition = loadSync(['farvault/v1/admin.proto', 'farvault/v1/agent.proto', 'farvault/v1/data.proto'], {
      includeDirs: [protoFolder()],
      longs: Number,
      enums: Number,
      defaults: true,
      oneofs: true,
      arrays: true,
    });
    loaded = (grpc.loadPackageDefinition(definition) as unknown as { farvault: { v1: Contract } }).farvault.v1;
  }
  return loaded;
}

/** The three services by name, for whoever must look at all of them. */
export function services(): Record<'Admin' | 'Agent' | 'Data', grpc.ServiceDefinition> {
  const { Admin, Agent, Data } = contract();
  return { Admin: Admin.service, Agent: Agent.service, Data: Data.service };
}
