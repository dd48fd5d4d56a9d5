// An installation is a row of steps. Each knows whether it is done already, so that a second installation repairs, and a dry run only looks.
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';

export interface Step {
  /** As an order: 'place 0.2.0 in slot a'. */
  what: string;
  isDone(): boolean | Promise<boolean>;
  act(): void | Promise<void>;
  /** For a failure that says nothing itself. */
  remedy?: string;
}

export type Print = (line: string) => void;

/** Whether anything was, or in a dry run would be, changed. The first step that fails ends it, by its name. */
export async function takeSteps(steps: readonly Step[], { dryRun, print }: { dryRun: boolean; print: Print }): Promise<boolean> {
  let changed = false;
  for (const step of steps) {
    try {
      if (await step.isDone()) {
        if (dryRun) print(`is so:  ${step.what}`);
        continue;
      }
      changed = true;
      if (dryRun) {
        print(`would:  ${step.what}`);
        continue;
      }
      await step.act();
      print(`done:   ${step.what}`);
    } catch (error) {
      const known = isFarvaultError(error) ? error : null;
      throw new FarvaultError(known?.code ?? 'IO', `${step.what}: ${messageOf(error)}`, { remedy: known?.remedy ?? step.remedy ?? 'Correct that and install again: what is done is not done twice.', cause: error });
    }
  }
  return changed;
}
