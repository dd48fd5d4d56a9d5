// A set of numbers as runs of neighbours: packs go in stretches, and a repository removes more of them in its life than a checkpoint should list.

export class NumberSet {
  /** First and last of each run, ascending, with a gap between one and the next. */
  #runs: [number, number][] = [];

  has(number: number): boolean {
    const run = this.#runs[this.#before(number)];
    return run !== undefined && number <= run[1];
  }

  add(number: number): void {
    if (this.has(number)) return;
    const at = this.#before(number);
    const before = this.#runs[at];
    const after = this.#runs[at + 1];
    const joinsBefore = before !== undefined && before[1] === number - 1;
    const joinsAfter = after !== undefined && after[0] === number + 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      this.#runs.splice(at + 1, 1);
    } else if (joinsBefore) before[1] = number;
    else if (joinsAfter) after[0] = number;
    else this.#runs.splice(at + 1, 0, [number, number]);
  }

  save(): [number, number][] {
    return this.#runs;
  }

  load(runs: [number, number][]): void {
    this.#runs = runs;
  }

  /** Position of the last run that begins at or before `number`; -1 when there is none. */
  #before(number: number): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#runs[middle][0] <= number) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
