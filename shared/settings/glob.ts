// Whether agents could read a pattern (agent/scan/globs.ts): one that they could not would fail every run of the job.

/** Null: it is well formed. Sets are all that can be wrong: bytes are read as latin1 there, so here, too. */
export function globFault(pattern: string): string | null {
  if (pattern.startsWith('#')) return null;
  const shown = `'${pattern.slice(0, 60)}'`;
  for (let rest = Buffer.from(pattern, 'utf8').toString('latin1'); rest !== ''; ) {
    const set = rest.startsWith('[') ? /^\[[!^]?(\]?(?:\\.|[^\]\\])*)\]/s.exec(rest) : null;
    if (rest.startsWith('[') && set === null) return `${shown}: a [ is not closed; close it, or write \\[ for the character itself`;
    if (set !== null && !isSet(set[1])) return `${shown}: ${set[0].slice(0, 40)} is no set of characters; ranges go from low to high, as [a-z]`;
    rest = rest.slice(set?.[0].length ?? (rest.startsWith('\\') ? 2 : 1));
  }
  return null;
}

function isSet(characters: string): boolean {
  try {
    new RegExp(`[${characters.replace(/\\?([\]\\[^])/g, '\\$1')}]`, 's');
    return true;
  } catch {
    return false;
  }
}
