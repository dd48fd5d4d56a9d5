// Tells the server how far an update has come: each change of state at once, the bytes of a download now and then, the newest again in each Hello.
import { messageOf } from '../../shared/errors/errors.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Report, UpdateFiles } from './update-files.js';

const PROGRESS_MS = 5_000;
const MAX_REASON_CHARS = 500;

type Send = (message: AgentMessage) => boolean;
type News = Pick<Report, 'rollout' | 'version' | 'state'> & { reason?: string; bytesDone?: number; bytesTotal?: number };

export class Reporter {
  #send: Send | null = null;
  #toldMs = -Infinity;
  #keeping: Promise<void> = Promise.resolve();

  private constructor(
    private readonly files: UpdateFiles,
    private readonly clock: Clock,
    private readonly log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void,
    private now: Report | null,
  ) {}

  static async open(files: UpdateFiles, clock: Clock, log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void): Promise<Reporter> {
    return new Reporter(files, clock, log, await files.report());
  }

  get newest(): Report | null {
    return this.now;
  }

  /** Something may have been said since Hello was made: the newest once more. */
  attach(send: Send): void {
    this.#send = send;
    if (this.now !== null) this.#tell();
  }

  detach(): void {
    this.#send = null;
  }

  /** Resolves when it is on disk, or the disk does not take it: then it is told while this process lives. */
  async say({ rollout, version, state, reason = '', bytesDone = 0, bytesTotal = 0 }: News): Promise<void> {
    const report: Report = { rollout, version, state, reason: reason.slice(0, MAX_REASON_CHARS), bytesDone, bytesTotal, timeMs: this.clock.now() };
    const before = this.now;
    this.now = report;
    if (before !== null && before.rollout === rollout && before.version === version && before.state === state && before.reason === report.reason) {
      if (this.clock.monotonic() - this.#toldMs >= PROGRESS_MS) this.#tell();
      return;
    }
    this.log(state === 'refused' || state === 'back' ? 'warn' : 'info', `update to ${version}: ${state}`, { rollout, ...(reason === '' ? {} : { reason }) });
    this.#tell();
    this.#keeping = this.files.keepReport(report).catch((error: unknown) => this.log('warn', 'the state of the update could not be kept', { reason: messageOf(error) }));
    await this.#keeping;
  }

  /** Resolves when all that was said is on disk, or is not taken. */
  async flush(): Promise<void> {
    await this.#keeping;
  }

  #tell(): void {
    this.#toldMs = this.clock.monotonic();
    this.#send?.({ update: this.now });
  }
}
