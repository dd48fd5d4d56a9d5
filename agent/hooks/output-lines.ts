// What a hook prints, as lines for a log: bounded in length and number, with control characters escaped.
import { printablePath } from '../../shared/sys/system-error.js';

const MAX_LINE_BYTES = 1_000;
const MAX_LINES = 200;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;

/** One budget for both streams of a program. */
export class OutputBudget {
  private lines = 0;
  private leftOut = 0;

  /** Whether one more line may be said. */
  take(): boolean {
    if (this.lines < MAX_LINES) {
      this.lines++;
      return true;
    }
    this.leftOut++;
    return false;
  }

  get linesLeftOut(): number {
    return this.leftOut;
  }
}

/** Cuts one stream into lines. What a line has beyond its bound is dropped as it comes. */
export class OutputLines {
  private readonly line = Buffer.alloc(MAX_LINE_BYTES);
  private length = 0;
  private cut = false;

  constructor(
    private readonly budget: OutputBudget,
    private readonly say: (line: string) => void,
  ) {}

  add(data: Buffer): void {
    let from = 0;
    for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, from)) {
      this.keep(data.subarray(from, end));
      this.finish();
      from = end + 1;
    }
    this.keep(data.subarray(from));
  }

  /** The stream has ended; a last line may have no newline. */
  end(): void {
    if (this.length > 0) this.finish();
  }

  private keep(bytes: Buffer): void {
    const room = MAX_LINE_BYTES - this.length;
    if (bytes.length > room) this.cut = true;
    this.length += bytes.copy(this.line, this.length, 0, Math.min(room, bytes.length));
  }

  private finish(): void {
    let bytes = this.line.subarray(0, this.length);
    if (bytes[bytes.length - 1] === RETURN) bytes = bytes.subarray(0, -1);
    if (bytes.length > 0 && this.budget.take()) this.say(printablePath(bytes.map((byte) => (byte === TAB ? SPACE : byte))) + (this.cut ? ' ...' : ''));
    this.length = 0;
    this.cut = false;
  }
}
