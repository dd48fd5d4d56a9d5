// What one administrator has asked for and another decides.
import { Option, type Command } from 'commander';
import { EXIT } from '../../shared/errors/errors.js';
import { examples, withServer } from '../command.js';
import { approvalTable, approvalText, jsonApproval } from '../output/approval-view.js';
import { parseCount } from '../output/sizes.js';

export function approvalCommand(program: Command): void {
  const approval = program
    .command('approval')
    .description('what takes two administrators: one asks, another with all rights approves')
    .addHelpText('after', examples('backupctl approval list --state waiting', 'backupctl approval show 3f9a', 'backupctl approval approve 3f9a', "backupctl approval reject 3f9a --comment 'not ours'"));

  approval
    .command('list')
    .description('what was asked for, the newest first')
    .addOption(new Option('--state <state>', 'only those').choices(['waiting', 'approved', 'rejected', 'expired', 'failed']).default(''))
    .option('--limit <n>', 'at most so many', parseCount, 100)
    .action((options: { state: string; limit: number }, command: Command) =>
      withServer(command, async (context) => {
        const { approvals } = await context.call('ListApprovals', options);
        if (context.json) context.printJson(approvals.map(jsonApproval));
        else context.print(approvalTable(approvals));
      }),
    );

  approval.command('show <id>').description('one of them').action((id: string, _options: unknown, command: Command) =>
    withServer(command, async (context) => {
      const [one] = (await context.call('ListApprovals', { id })).approvals;
      if (context.json) context.printJson(jsonApproval(one));
      else context.print(approvalText(one));
    }),
  );

  const decide = (verb: 'approve' | 'reject', description: string): void => {
    approval
      .command(`${verb} <id>`)
      .description(description)
      .option('--comment <text>', 'why', '')
      .action((id: string, { comment }: { comment: string }, command: Command) =>
        withServer(command, async (context) => {
          const decided = await context.call('DecideApproval', { id, approve: verb === 'approve', comment });
          if (context.json) context.printJson(jsonApproval(decided));
          else context.print(decided.state === 'rejected' ? `approval ${decided.id} is rejected` : decided.state === 'approved' ? `done: ${decided.outcome}` : `approval ${decided.id}, ${decided.state}: ${decided.outcome}`);
          if (decided.state === 'failed') process.exitCode = EXIT.refused;
        }),
      );
  };
  decide('approve', 'carry it out, under both names');
  decide('reject', 'it is not to be done; whoever asked may take it back so, too');
}
