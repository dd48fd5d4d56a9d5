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
  'job create': ["docs --agent fileserver --path /srv/docs --exclude '*.tmp' --exclude cache/", "vms --agent host1 --path /var/lib/libvirt/images --schedule '0 22 * * *' --window 22:00-06:00 --rate-limit 2MiB/s", 'mail --agent fileserver --path /var/mail --snapshot btrfs --one-file-system'],
  'job list': ['', '--agent fileserver'],
  'job show': ['docs', 'docs --all'],
  'job update': ["docs --exclude '*.tmp' --exclude cache/", "docs --schedule 'every 4h' --rpo 8h", 'docs --unset rpo --unset schedule'],
  'job pause': ['docs'],
  'job resume': ['docs'],
  'job delete': ['docs'],
  'policy set': ['all rpo=24h retries=5', "office lyon window=22:00-06:00 'rateLimit=2MiB/s@Mon-Fri/08:00-18:00'", 'label host=esx1 maxRuns=2', 'agent fileserver exclude=*.tmp exclude=cache/ rpo-'],
  'policy list': ['', '--json'],
  'policy show': ['office lyon'],
  'policy delete': ['label host=esx1'],
  'run list': ['', '--job docs --state failed', '--office lyon --since 7d', '--limit 1 --json'],
  'run show': ['3f9a'],
  'run logs': ['3f9a', '3f9a --level warn', '3f9a --follow'],
  'run cancel': ['3f9a'],
  'run watch': ['3f9a', '3f9a --json', '3f9a 81c2', '--office lyon', ''],
  'release keygen': ['--out root-1.key', '--out targets.key --passphrase-file passphrase.txt'],
  'release root': ['--out 1.root.json --root-key root-1.key.pub --root-key root-2.key.pub --root-key root-3.key.pub --targets-key targets.key.pub --server-key server-key.json', '--out 2.root.json --previous 1.root.json --targets-key targets-2.key.pub'],
  'release create': ['farvault-agent-1.2.0-linux-*.tar.zst --targets 2.targets.json --previous 1.targets.json', 'farvault-agent-1.3.0-rc.1-linux-x64.tar.zst --channel beta --targets 3.targets.json --previous 2.targets.json'],
  'release sign': ['2.root.json --key root-1.key --previous 1.root.json', '2.targets.json --key targets.key --root 2.root.json'],
  'release show': ['2.targets.json --root 2.root.json', '1.root.json --json'],
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
  'alert list': ['', '--severity critical --json', '--state resolved --since 7d'],
  'alert show': ['3f9a12bc'],
  'alert ack': ['3f9a12bc --comment "new disk is ordered"'],
  'alert test': ['ops-mail'],
  'alert destinations': ['', '--json'],
  'alert silence': ["--scope 'office lyon' --for 4h --reason 'new line'", "--scope all --kind late --kind rpo --for 1d --reason 'move of the server room' --from 2026-12-24T20:00:00Z"],
  'alert silences': [''],
  'alert unsilence': ['a1b2c3'],
  'secret set': ['mail-password < password.txt'],
  'secret list': [''],
  'secret delete': ['mail-password'],
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
