// Examples in the help of each verb, in one table: `backupctl NOUN --help` has its own, beside the noun.
import type { Command } from 'commander';
import { examples } from './command.js';

const EXAMPLES: Record<string, string[]> = {
  'office create': ['lyon'],
  'office list': ['', '--json'],
  'office show': ['lyon'],
  'office delete': ['lyon'],
  'agent token': ['--office lyon', '--office lyon --ttl 7d --json'],
  'agent list': ['', '--office lyon --json'],
  'agent show': ['fileserver'],
  'agent rename': ['fileserver files1'],
  'agent label': ['fileserver host=esx1 tier=gold', 'fileserver tier-'],
  'agent revoke': ['fileserver'],
  'agent delete': ['fileserver'],
  'job create': ["docs --agent fileserver --path /srv/docs --exclude '*.tmp' --exclude cache/", 'vms --agent host1 --path /var/lib/libvirt/images --rate-limit 2MiB/s', 'mail --agent fileserver --path /var/mail --snapshot btrfs --one-file-system'],
  'job list': ['', '--agent fileserver'],
  'job show': ['docs'],
  'job delete': ['docs'],
  'run list': ['', '--job docs --state failed', '--limit 1 --json'],
  'run show': ['3f9a'],
  'run logs': ['3f9a', '3f9a --level warn', '3f9a --follow'],
  'run cancel': ['3f9a'],
  'run watch': ['3f9a', '3f9a --json'],
  'report rpo': ['', '--office lyon --json', '--since 7d --format html --output rpo.html'],
  'report storage': ['', '--since 90d --format csv --output storage.csv'],
  'report runs': ['--since 24h', '--since 2026-11-01 --until 2026-12-01 --format html --output november.html'],
  'report list': ['', '--json'],
  'report send': ['weekly'],
  'schedule show': ['', '--next 7d --office lyon', '--job docs --json'],
  'snapshot list': ['', '--job docs --limit 1 --json', '--office lyon'],
  'snapshot show': ['latest:docs', '3f9a'],
  'snapshot ls': ['latest:docs', 'latest:docs:/srv/docs --long', '3f9a --recursive --json'],
  'snapshot find': ["'*.odt'", "'*letter*' --snapshot latest:docs", "'/srv/docs/**/2024' --job docs"],
  'snapshot diff': ['3f9a latest:docs'],
  'user create': ['maria --output maria.json', 'paul --role operator --office lyon --office nantes --output paul.json'],
  'user show': ['maria', 'maria --json'],
  'user update': ['paul --role restore-only', 'paul --office lyon', 'paul --all-offices'],
  'user list': [''],
  'user revoke': ['maria'],
  'config import': ['maria.json'],
  'config show': ['', '--json'],
};

export function addLeafExamples(program: Command): void {
  for (const noun of program.commands) {
    for (const verb of noun.commands) {
      const lines = EXAMPLES[`${noun.name()} ${verb.name()}`];
      if (lines !== undefined) verb.addHelpText('after', examples(...lines.map((line) => `backupctl ${noun.name()} ${verb.name()} ${line}`.trim())));
    }
  }
}
