// Loaded before one of our programs (`node --import`): its wall clock can be set from outside. FARVAULT_TEST_CLOCK names a file with the milliseconds to add to
// the real time; SIGUSR2 makes the program read it again. Timers and the monotonic clock go on as ever, as they do when a machine's clock is set.
import { readFileSync } from 'node:fs';

const file = process.env['FARVAULT_TEST_CLOCK'];
const real = Date.now.bind(Date);
let offset = 0;
const read = () => {
  offset = Number(readFileSync(file, 'utf8'));
};
if (file !== undefined) {
  read();
  process.on('SIGUSR2', read);
  // Both ways to ask: a deadline that one part makes by Date.now another measures by new Date().
  const RealDate = Date;
  globalThis.Date = class Date extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(real() + offset);
      else super(...args);
    }
    static now() {
      return real() + offset;
    }
  };
}
