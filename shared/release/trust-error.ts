// Why metadata is not trusted: which file, at which kind of check. Nothing of what failed has been stored.
import { FarvaultError, type ErrorCode, type ErrorDetails } from '../errors/errors.js';

export type TrustStep =
  | 'missing' // there is no such file at the source
  | 'format' // not canonical metadata of its role, or beyond a bound
  | 'signatures' // fewer good signatures than the role's threshold
  | 'hash' // length or hash is not what the file above it says
  | 'version' // not the version that was asked for
  | 'rollback' // older than what is trusted already
  | 'expired'
  | 'targets' // what it lists is not what an agent may install from
  | 'floor' // the lowest version that may be installed went down
  | 'chain' // more roots than one refresh follows
  | 'stored'; // what this machine had stored is damaged

export class TrustError extends FarvaultError {
  constructor(
    code: ErrorCode,
    readonly file: string,
    readonly step: TrustStep,
    fault: string,
    details: ErrorDetails = {},
  ) {
    super(code, `${file}: ${fault}`, details);
    this.name = 'TrustError';
  }
}
