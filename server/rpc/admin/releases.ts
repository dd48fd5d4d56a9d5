// Agent releases: metadata and archives in, lists out. What is signed by whom is the releases' own business.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { AdminPart } from './part.js';

const none = (): never => {
  throw new FarvaultError('UNAVAILABLE', 'this server keeps no releases yet');
};

export function releaseHandlers(): AdminPart<'GetReleaseFile' | 'ListReleases' | 'ReadReleaseArchive' | 'ImportRelease'> {
  return { GetReleaseFile: async () => none(), ListReleases: async () => none(), ReadReleaseArchive: async () => none(), ImportRelease: async () => none() };
}
