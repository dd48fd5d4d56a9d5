// What agents update themselves from: signed metadata by its name, and archives.
import type { AgentHandlers } from '../../shared/rpc/gen/farvault/v1/Agent.js';
import type { Releases } from '../releases/index.js';
import type { ReleaseStreams } from './release-stream.js';
import type { ServiceHandlers } from './service.js';

export type AgentReleaseRpc = 'GetUpdateFile' | 'ReadRelease';

export function agentReleaseHandlers(releases: Releases, streams: ReleaseStreams): Pick<ServiceHandlers<AgentHandlers>, AgentReleaseRpc> {
  return {
    GetUpdateFile: async ({ name }) => ({ data: await releases.metadata(name) }),
    ReadRelease: (call, { identity, signal }) => streams.send(call, `agent ${identity.agentId}`, signal),
  };
}
