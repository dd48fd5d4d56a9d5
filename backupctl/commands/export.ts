import type { Command } from 'commander';
import { collect, examples, withServer, type CommandContext } from '../command.js';

/** All pages, as one. */
export async function exportAll(context: Pick<CommandContext, 'call'>, sections: string[]): Promise<Record<string, Record<string, unknown>[]>> {
  const all: Record<string, Record<string, unknown>[]> = {};
  let cursor = '';
  do {
    const { resourcesJson, next } = await context.call('Export', { sections, cursor });
    for (const [section, list] of Object.entries(JSON.parse(resourcesJson) as Record<string, Record<string, unknown>[]>)) (all[section] ??= []).push(...list);
    cursor = next;
  } while (cursor !== '');
  return all;
}

export function exportCommand(program: Command): void {
  program
    .command('export')
    .description('print offices, labels of agents, policies, jobs, alert rules, destinations and reports as YAML that apply takes; no secrets')
    .option('--section <name>', 'only offices, agents, policies, jobs, alertRules, destinations or reports; can be given several times', collect, [])
    .addHelpText('after', examples('backupctl export > farvault.yaml', 'backupctl export --section policies --section jobs'))
    .action((options: { section: string[] }, command: Command) =>
      withServer(command, async (context) => {
        const resources = await exportAll(context, options.section);
        if (context.json) {
          context.printJson(resources);
          return;
        }
        const { printResources } = await import('../resource-file.js');
        process.stdout.write(printResources(resources));
      }),
    );
}
