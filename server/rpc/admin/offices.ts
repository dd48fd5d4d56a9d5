// Offices.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Fleet } from '../../fleet/index.js';
import type { AdminPart } from './part.js';
import type { AdminViews, SnapshotDirectory } from './views.js';

export interface OfficeDependencies {
  fleet: Fleet;
  snapshots: SnapshotDirectory;
  views: AdminViews;
}

export function officeHandlers({ fleet, snapshots, views: { officeView } }: OfficeDependencies): AdminPart<'CreateOffice' | 'ListOffices' | 'GetOffice' | 'DeleteOffice'> {
  return {
    CreateOffice: async (request) => officeView((await fleet.createOffice(request.name)).name),
    ListOffices: async (_request, { visible }) => ({ offices: await Promise.all(fleet.listOffices().filter((office) => visible(office.id)).map((office) => officeView(office.name))) }),
    GetOffice: (request) => officeView(request.name),
    DeleteOffice: async (request) => {
      const office = fleet.getOffice(request.name);
      const kept = await snapshots.count({ officeId: office.id });
      if (kept > 0) throw new FarvaultError('REFUSED', `office '${office.name}' has ${kept} snapshots`, { remedy: 'an office goes only when nothing of it is kept any more' });
      await fleet.deleteOffice(office.name);
      return {};
    },
  };
}
