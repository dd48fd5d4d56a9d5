// Who changed what.
import type { AuditEntry as AuditMessage } from '../../../shared/rpc/gen/farvault/v1/AuditEntry.js';
import type { AuditLog, AuditQuery } from '../../audit/index.js';
import { writeMessage } from '../stream.js';
import { limitOf, type AdminPart } from './part.js';

const BATCH = 50;

export interface AuditDependencies {
  audit: AuditLog;
}

export function auditHandlers({ audit }: AuditDependencies): AdminPart<'ListAudit'> {
  return {
    ListAudit: async (call, { identity, visible, signal }) => {
      const { user, action, text, sinceMs, untilMs, limit } = call.request;
      const query: AuditQuery = {
        ...(user === '' ? {} : { by: user }),
        ...(action === '' ? {} : { action }),
        ...(text === '' ? {} : { text }),
        ...(sinceMs === 0 ? {} : { sinceMs }),
        ...(untilMs === 0 ? {} : { untilMs }),
        limit: limitOf(limit),
      };
      let entries: AuditMessage[] = [];
      for await (const { number, timeMs, by, from, action: done, about, what } of audit.entries(query, { all: identity.offices === undefined, visible })) {
        signal.throwIfAborted();
        entries.push({ number, timeMs, by, from, action: done, about: [...about], whatJson: what });
        if (entries.length < BATCH) continue;
        await writeMessage(call, { entries }, signal);
        entries = [];
      }
      if (entries.length > 0) await writeMessage(call, { entries }, signal);
    },
  };
}
