import { FarvaultError } from '../../shared/errors/errors.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Users' names stand in certificates. */
const USER_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export function checkName(what: string, name: string): void {
  if (!NAME.test(name)) throw new FarvaultError('INVALID', `'${name.slice(0, 100)}' is not a name for an ${what}`, { remedy: 'Use 1 to 64 letters, digits, dots, dashes or underscores; a letter or digit first.' });
}

export function checkUserName(name: string): void {
  if (!USER_NAME.test(name)) throw new FarvaultError('INVALID', `'${name.slice(0, 100)}' is not a name for a user`, { remedy: 'Use 1 to 64 small letters, digits, dots, dashes or underscores; a letter or digit first.' });
}
