// The stream of an upload, opened again after a cut for as long as that makes sense, and given up when it is silent.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { BackupReply__Output } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import type { Clock } from '../../shared/time/clock.js';
import { backoffMs, mayRetry } from './retry.js';
import type { BackupCall } from './types.js';

/** The stream is given up when something is owed and nothing comes for so long. */
const SILENCE_MS = 60_000;
const SILENCE_CHECK_MS = 5_000;
/** Without a stream that makes progress for so long the run ends; the server starts it again and it goes on from there. */
const PATIENCE_MS = 30 * 60_000;

export interface UploadStreamsParts {
  runId: string;
  open(): BackupCall;
  clock: Clock;
  random: () => number;
  log(level: 'info', message: string): void;
  signal: AbortSignal;
  /** Throws when the reply makes no sense: the stream is cut then. */
  take(reply: BackupReply__Output): void;
  /** The stream has room again. */
  room(): void;
  /** Whether the server owes an answer. */
  owed(): boolean;
  /** No retry can mend it. Called once. */
  giveUp(error: FarvaultError): void;
}

export class UploadStreams {
  private call: BackupCall | null = null;
  private hasRoom = false;
  /** This stream has been answered: nothing but `begin` is written before. */
  private begun = false;
  private closed = false;
  private heardMs = 0;
  private progressMs: number;
  private failures = 0;

  constructor(private readonly parts: UploadStreamsParts) {
    this.progressMs = parts.clock.monotonic();
  }

  get writable(): boolean {
    return this.hasRoom && this.call !== null;
  }

  get isUp(): boolean {
    return this.begun;
  }

  /** Opens the first stream, and later ones. */
  async keep(): Promise<void> {
    const { clock, signal, random } = this.parts;
    while (!this.closed) {
      const error = await this.runStream();
      if (this.closed || signal.aborted) return;
      this.failures++;
      const patient = clock.monotonic() - this.progressMs < PATIENCE_MS;
      if (!patient || !mayRetry(error, this.failures)) {
        this.closed = true;
        return this.parts.giveUp(error);
      }
      const waitMs = backoffMs(this.failures, random());
      this.parts.log('info', `the upload was cut (${error.message}); trying again in ${Math.ceil(waitMs / 1000)} s`);
      try {
        await clock.sleep(waitMs, signal);
      } catch {
        return;
      }
    }
  }

  write(message: Parameters<BackupCall['write']>[0]): void {
    if (!this.call!.write(message)) this.hasRoom = false;
  }

  /** `begin` was answered: the stream may be used. */
  ready(): void {
    this.hasRoom = this.begun = true;
  }

  madeProgress(): void {
    this.failures = 0;
    this.progressMs = this.parts.clock.monotonic();
  }

  /** Ends the stream; an unfinished run keeps its session on the server. */
  close(): void {
    this.closed = true;
    const call = this.call;
    this.call = null;
    this.hasRoom = this.begun = false;
    if (call === null) return;
    call.end();
    call.cancel();
  }

  /** Opens a stream and stays with it until it ends; never throws. */
  private runStream(): Promise<FarvaultError> {
    return new Promise((resolve) => {
      let call: BackupCall;
      try {
        call = this.parts.open();
      } catch (error) {
        return resolve(fromServiceError(error));
      }
      let over = false;
      const watch = this.watchSilence(call);
      const end = (error: FarvaultError): void => {
        if (over) return;
        over = true;
        watch.abort();
        if (this.call === call) this.call = null;
        this.hasRoom = this.begun = false;
        resolve(error);
      };
      call.on('data', (reply) => {
        if (over || this.call !== call) return;
        this.heardMs = this.parts.clock.monotonic();
        try {
          this.parts.take(reply);
        } catch (error) {
          call.cancel();
          end(isFarvaultError(error) ? error : fromServiceError(error));
        }
      });
      call.on('error', (error) => end(fromServiceError(error)));
      call.on('end', () => end(new FarvaultError('UNAVAILABLE', 'the server ended the stream')));
      call.on('drain', () => {
        if (this.call !== call || !this.begun) return;
        this.hasRoom = true;
        this.parts.room();
      });
      this.call = call;
      this.heardMs = this.parts.clock.monotonic();
      call.write({ begin: { runId: this.parts.runId } });
    });
  }

  /** Cancels the stream on which something is owed for too long; `begin` is owed at first. */
  private watchSilence(call: BackupCall): AbortController {
    const over = new AbortController();
    const { clock } = this.parts;
    const watch = async (): Promise<void> => {
      for (;;) {
        await clock.sleep(SILENCE_CHECK_MS, over.signal);
        if (this.hasRoom && !this.parts.owed()) this.heardMs = clock.monotonic();
        if (clock.monotonic() - this.heardMs > SILENCE_MS) call.cancel();
      }
    };
    watch().catch(() => undefined); // The sleep ends by the abort of `over`.
    return over;
  }
}
