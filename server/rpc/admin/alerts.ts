// Alerts, their silences, and the way by which they are told.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Alert } from '../../../shared/rpc/gen/farvault/v1/Alert.js';
import type { AlertRecord, Alerts, SilenceRecord } from '../../alerts/index.js';
import { parseScope } from '../../../shared/settings/index.js';
import type { Fleet } from '../../fleet/index.js';
import type { CallContext } from '../service.js';
import { limitOf, type AdminPart } from './part.js';

export interface AlertDependencies {
  alerts: Alerts;
  fleet: Fleet;
}

type AlertRpc = 'ListAlerts' | 'GetAlert' | 'AcknowledgeAlert' | 'TestDestination' | 'ListSilences' | 'CreateSilence' | 'DeleteSilence';

export function alertHandlers({ alerts, fleet }: AlertDependencies): AdminPart<AlertRpc> {
  return {
    ListAlerts: async ({ state, office, severity, sinceMs, limit }, context) => {
      if (office !== '') fleet.getOffice(office);
      const found = alerts.book.list({ state, sinceMs, ...(office === '' ? {} : { office }), ...(severity === '' ? {} : { severity }) });
      return { alerts: found.filter((alert) => seesAlert(context, alert)).slice(0, limitOf(limit)).map((alert) => alertView(alerts, alert)) };
    },
    GetAlert: async ({ id }) => alertView(alerts, alerts.book.get(id)),
    AcknowledgeAlert: async ({ id, comment }, { identity }) => alertView(alerts, await alerts.acknowledge(id, comment, identity.name)),
    TestDestination: ({ name }, { identity, signal }) => alerts.test(name, identity.name, signal),
    ListSilences: async (_request, { visible }) => ({ silences: alerts.book.silences().filter(({ scope }) => visible(officeOfScope(fleet, scope) ?? '') || officeOfScope(fleet, scope) === null) }),
    CreateSilence: async (request, { identity }) => {
      if (officeOfScope(fleet, request.scope) === undefined) throw new FarvaultError('NOT_FOUND', `there is no ${request.scope.slice(0, 100)}`, { remedy: 'backupctl office list and backupctl agent list show what there is.' });
      return alerts.silence(request satisfies Omit<SilenceRecord, 'id' | 'by'>, identity.name);
    },
    DeleteSilence: async ({ id }, { identity }) => {
      await alerts.endSilence(id, identity.name);
      return {};
    },
  };
}

/** Null: it is about more than one office, and so concerns everybody. Undefined: of what is gone. */
function officeOfScope(fleet: Fleet, text: string): string | null | undefined {
  const scope = parseScope(text);
  if (scope?.kind === 'office') return fleet.listOffices().find(({ name }) => name === scope.name)?.id;
  if (scope?.kind === 'agent') return fleet.listAgents().find(({ name }) => name === scope.name)?.officeId;
  return null;
}

/** What is about the server itself is for those who see everything. */
export function seesAlert({ identity, visible }: Pick<CallContext, 'identity' | 'visible'>, { place }: AlertRecord): boolean {
  return place === null ? identity.offices === undefined : visible(place.officeId);
}

export function alertView(alerts: Alerts, alert: AlertRecord): Alert {
  const { id, rule, kind, severity, state, subject, place, summary, remedy, firedMs, acknowledgedMs, resolvedMs, acknowledgedBy, comment, deliveries } = alert;
  const silence = state === 'resolved' ? undefined : alerts.book.silencedBy(alert);
  return { id, rule, kind, severity, state, subject, office: place?.office ?? '', summary, remedy, firedMs, acknowledgedMs, resolvedMs, acknowledgedBy, comment, silencedBy: silence?.id ?? '', deliveries };
}
