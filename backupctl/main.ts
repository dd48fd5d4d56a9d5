#!/usr/bin/env node
// backupctl: the administrator's shell. One file a noun in commands/.
import { createProgram, endProgram, runProgram } from '../shared/service/program.js';
import { agentCommand } from './commands/agent.js';
import { alertCommand } from './commands/alert.js';
import { applyCommand } from './commands/apply.js';
import { approvalCommand } from './commands/approval.js';
import { auditCommand } from './commands/audit.js';
import { catCommand } from './commands/cat.js';
import { clockCommand } from './commands/clock.js';
import { completionCommand } from './commands/completion.js';
import { configCommand } from './commands/config.js';
import { copyCommand } from './commands/copy.js';
import { deleteCommand } from './commands/delete.js';
import { drillCommand } from './commands/drill.js';
import { gcCommand } from './commands/gc.js';
import { exportCommand } from './commands/export.js';
import { jobCommand } from './commands/job.js';
import { lockCommand } from './commands/lock.js';
import { logCommand } from './commands/log.js';
import { officeCommand } from './commands/office.js';
import { policyCommand } from './commands/policy.js';
import { releaseCommand } from './commands/release.js';
import { reportCommand } from './commands/report.js';
import { restoreCommand } from './commands/restore.js';
import { retentionCommand } from './commands/retention.js';
import { rolloutCommand } from './commands/rollout.js';
import { runCommand } from './commands/run.js';
import { scheduleCommand } from './commands/schedule.js';
import { secretCommand } from './commands/secret.js';
import { snapshotCommand } from './commands/snapshot.js';
import { statisticsCommand } from './commands/statistics.js';
import { statusCommand } from './commands/status.js';
import { damageCommand } from './commands/damage.js';
import { repairCommand } from './commands/repair.js';
import { verifyCommand } from './commands/verify.js';
import { userCommand } from './commands/user.js';
import { addLeafExamples } from './leaf-examples.js';

const program = createProgram('backupctl', 'Administers a Farvault server: offices, agents, jobs, runs, snapshots, restores')
  .option('--config <file>', "the administrator's configuration (default: BACKUPCTL_CONFIG, or what `config import` stored)")
  .option('--json', 'print JSON instead of tables');
for (const add of [statusCommand, officeCommand, agentCommand, jobCommand, policyCommand, applyCommand, exportCommand, deleteCommand, runCommand, logCommand, scheduleCommand, snapshotCommand, lockCommand, approvalCommand, clockCommand, restoreCommand, drillCommand, copyCommand, retentionCommand, gcCommand, releaseCommand, alertCommand, reportCommand, statisticsCommand, rolloutCommand, verifyCommand, damageCommand, repairCommand, catCommand, userCommand, auditCommand, secretCommand, configCommand, completionCommand]) add(program);
addLeafExamples(program);

// A reader that goes away (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
await endProgram(await runProgram(program, process.argv));
