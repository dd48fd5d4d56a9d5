// Trash, holds, locks, second administrators, the clock. What other domains may use.
export { CareActions, type Asked } from './actions.js';
export { ApprovalState, type ApprovalRecord } from './approval-state.js';
export { Approvals, type ApprovalAction, type Approved } from './approvals.js';
export { isInForce } from './bars.js';
export type { LargeShare } from './large-share.js';
export { Lifecycle, type Changed, type Kept, type TrashOrder } from './lifecycle.js';
export { LockState, type RetentionLock } from './lock-state.js';
export { SteadyClock } from './steady-clock.js';
export { SteadyClockState } from './steady-clock-state.js';
