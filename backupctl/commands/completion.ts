// Shell completion of nouns, verbs and options, made from the commands themselves.
import { Argument, type Command } from 'commander';
import { examples } from '../command.js';

/** Words that may follow each command, by its words so far (`job create`). */
function wordsByCommand(command: Command, prefix: string, into: Map<string, string[]>): Map<string, string[]> {
  const options = command.options.filter((option) => !option.hidden).map((option) => option.long ?? option.short ?? '');
  into.set(prefix, [...command.commands.map((child) => child.name()), ...options, '--help', ...(prefix === '' ? [] : ['--json', '--config'])]);
  for (const child of command.commands) wordsByCommand(child, prefix === '' ? child.name() : `${prefix} ${child.name()}`, into);
  return into;
}

function bash(program: Command): string {
  const cases = [...wordsByCommand(program, '', new Map())].map(([prefix, words]) => `    '${prefix}') words='${[...new Set(words)].join(' ')}' ;;`);
  return `_backupctl() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' words='' word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      --config) i=$((i + 1)) ;;
      -*) ;;
      *) path="\${path:+$path }$word" ;;
    esac
  done
  while :; do
    case "$path" in
${cases.map((line) => `  ${line}`).join('\n')}
    esac
    [ -n "$words" ] || [ -z "$path" ] && break
    case "$path" in *' '*) path="\${path% *}" ;; *) path='' ;; esac
  done
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _backupctl backupctl
`;
}

export function completionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a shell completion script')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh']))
    .addHelpText('after', examples('source <(backupctl completion bash)', 'source <(backupctl completion zsh)'))
    .action((shell: string) => {
      process.stdout.write(shell === 'zsh' ? `autoload -Uz bashcompinit && bashcompinit\n${bash(program)}` : bash(program));
    });
}
