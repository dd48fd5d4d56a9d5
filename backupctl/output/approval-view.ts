// What waits for a second administrator, for people and as JSON.
import type { Approval__Output } from '../../shared/rpc/gen/farvault/v1/Approval.js';
import type { LifecycleResult__Output } from '../../shared/rpc/gen/farvault/v1/LifecycleResult.js';
import type { CommandContext } from '../command.js';
import { formatTime, jsonTime, printable } from './format.js';
import { fields, table } from './table.js';

/** Of the snapshots that an approval is about. */
const MAX_SHOWN = 50;
const SHORT_ID = 12;

export function waitsText(approval: string, what: string): string {
  return `waits for a second administrator: ${printable(what)}\nAnother one with all rights: backupctl approval approve ${approval}`;
}

/** What came of an order that may take two administrators. */
export function printResult(context: CommandContext, { done, approval, detail }: LifecycleResult__Output, doneText: string): void {
  if (context.json) context.printJson({ done, approval: approval === '' ? null : approval, detail });
  else context.print(approval === '' ? doneText : waitsText(approval, detail));
}

export function jsonApproval(one: Approval__Output): object {
  const { id, action, what, reason, by, state, decidedBy, outcome, comment } = one;
  return { id, action, what, reason, by, askedAt: jsonTime(one.askedMs), expiresAt: jsonTime(one.expiresMs), state, decidedBy, decidedAt: jsonTime(one.decidedMs), comment, outcome, snapshots: one.snapshots };
}

export function approvalTable(approvals: Approval__Output[]): string {
  return table(approvals, [
    { title: 'id', value: (row) => row.id },
    { title: 'state', value: (row) => row.state },
    { title: 'asked', value: (row) => formatTime(row.askedMs) },
    { title: 'by', value: (row) => row.by },
    { title: 'what', value: (row) => printable(row.what) },
  ], 'nothing was asked for');
}

export function approvalText(one: Approval__Output): string {
  return fields([
    ['Id', one.id],
    ['What', printable(one.what)],
    ['Reason', printable(one.reason)],
    ['Asked', `by ${one.by}, ${formatTime(one.askedMs)}`],
    ['State', one.state],
    ['Expires', one.state === 'waiting' ? formatTime(one.expiresMs) : ''],
    ['Decided', one.decidedMs === 0 ? '' : `${one.decidedBy === '' ? '' : `by ${one.decidedBy}, `}${formatTime(one.decidedMs)}`],
    ['Comment', printable(one.comment)],
    ['Outcome', printable(one.outcome)],
    ['Snapshots', one.snapshots.length === 0 ? '' : `${one.snapshots.slice(0, MAX_SHOWN).map((id) => id.slice(0, SHORT_ID)).join(' ')}${one.snapshots.length > MAX_SHOWN ? ` and ${one.snapshots.length - MAX_SHOWN} more: --json has them all` : ''}`],
  ]);
}
