// Offices.
import type { Fleet } from '../../fleet/index.js';
import type { CareActions } from '../../lifecycle/index.js';
import type { AdminPart } from './part.js';
import type { AdminViews } from './views.js';

export interface OfficeDependencies {
  fleet: Fleet;
  lifecycle: { actions: CareActions };
  views: AdminViews;
}

export function officeHandlers({ fleet, lifecycle: { actions }, views: { officeView } }: OfficeDependencies): AdminPart<'CreateOffice' | 'ListOffices' | 'GetOffice' | 'DeleteOffice'> {
  return {
    CreateOffice: async (request) => officeView((await fleet.createOffice(request.name)).name),
    ListOffices: async (_request, { visible }) => ({ offices: await Promise.all(fleet.listOffices().filter((office) => visible(office.id)).map((office) => officeView(office.name))) }),
    GetOffice: (request) => officeView(request.name),
    DeleteOffice: async ({ name, reason }, { identity }) => {
      const { waits } = await actions.deleteOffice(name, { reason, by: identity.name });
      return waits === null ? {} : { approval: waits.id, detail: waits.what };
    },
  };
}
