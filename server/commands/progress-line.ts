// Progress of a command on the server's machine: one line that changes on a terminal, a line now and then elsewhere.
const EVERY_MS = { terminal: 200, elsewhere: 10_000 };

export interface ProgressLine {
  tell: (done: number, total: number) => void;
  note: (message: string) => void;
  end: () => void;
}

export function progressLine(what: string): ProgressLine {
  const { stderr } = process;
  const everyMs = stderr.isTTY ? EVERY_MS.terminal : EVERY_MS.elsewhere;
  let saidMs = performance.now();
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\x1b[K');
    shown = false;
  };
  return {
    tell: (done, total) => {
      if (performance.now() - saidMs < everyMs) return;
      saidMs = performance.now();
      const line = `${what} ${mebibytes(done)} of ${mebibytes(total)}${total === 0 ? '' : `, ${Math.floor((100 * done) / total)} %`}`;
      stderr.write(stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
      shown = stderr.isTTY;
    },
    note: (message) => {
      clear();
      stderr.write(`${message}\n`);
    },
    end: clear,
  };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 100 << 20 ? 1 : 0)} MiB`;
}
