// Kills a launcher at a file step: programs of the same names stand before the real ones in its PATH, count its calls, and kill it before or after the one that is meant.
import { mkdirSync, rmSync, writeFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export interface LauncherStep {
  program: string;
  /** From 1. */
  call: number;
  when: 'before' | 'after';
}

const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

export class LauncherSteps {
  constructor(private readonly folder: string) {}

  /** PATH for the launcher. `step` null: only counted. */
  arm(programs: readonly string[], step: LauncherStep | null): string {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    for (const program of programs) {
      const real = FOLDERS.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
      if (real === undefined) throw new Error(`this machine has no ${program}`);
      writeFileSync(path.join(this.folder, program), this.#script(program, real, step?.program === program ? step : null), { mode: 0o755 });
    }
    return `${this.folder}:${process.env['PATH'] ?? ''}`;
  }

  /** How often the launcher has called it since. */
  calls(program: string): number {
    const file = path.join(this.folder, `${program}.calls`);
    return existsSync(file) ? statSync(file).size : 0;
  }

  get killed(): boolean {
    return existsSync(path.join(this.folder, 'killed')) && readFileSync(path.join(this.folder, 'killed')).length > 0;
  }

  /** A byte a call in a file; the launcher leads the session. */
  #script(program: string, real: string, step: LauncherStep | null): string {
    const calls = path.join(this.folder, `${program}.calls`);
    const count = `printf . >>'${calls}'`;
    if (step === null) return `#!/bin/sh\n${count}\nexec '${real}' "$@"\n`;
    const kill = `echo ${program} >'${path.join(this.folder, 'killed')}'; kill -9 "$(cut -d' ' -f6 </proc/$$/stat)"; sleep 5`;
    const body = step.when === 'before' ? `${kill}` : `'${real}' "$@"; ${kill}`;
    return `#!/bin/sh\n${count}\nif [ "$(wc -c <'${calls}')" -eq ${step.call} ]; then ${body}; fi\nexec '${real}' "$@"\n`;
  }
}
