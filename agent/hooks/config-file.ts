// agent.json as it is now: read again at each run. A half-written or wrong file keeps what was there before (F66).
import { messageOf } from '../../shared/errors/errors.js';
import type { Logger } from '../../shared/service/log.js';
import { readAgentConfig, type AgentConfig } from '../agent-files.js';

export class LiveAgentConfig {
  private complaint = '';

  constructor(
    private readonly dataDir: string,
    private last: AgentConfig,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  async read(): Promise<AgentConfig> {
    try {
      this.last = await readAgentConfig(this.dataDir);
      this.complaint = '';
    } catch (error) {
      // Once for each fault, not at each run.
      if (messageOf(error) !== this.complaint) this.log.warn({ reason: messageOf(error) }, 'agent.json is not taken; what it said before goes on');
      this.complaint = messageOf(error);
    }
    return this.last;
  }
}
