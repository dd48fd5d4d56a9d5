// How deep a YAML text is nested, told by its tokens alone: the parser follows each level with a call of its own, and near the end of its stack Node aborts instead of throwing.
import { Lexer } from 'yaml';

/** Whether the text is nested deeper than `max`, by brackets or by indentation. A block's level costs a column at least, so columns tell the depth. */
export function nestsDeeper(text: string, max: number): boolean {
  /** Columns at which the open blocks begin. */
  const blocks: number[] = [];
  let brackets = 0;
  let column = 0;
  /** At the beginning of a line, or behind an indicator: what comes next may begin a block. */
  let opening = true;
  for (const token of new Lexer().lex(text)) {
    if (token === '\n' || token === '\r\n') {
      column = 0;
      opening = true;
      continue;
    }
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1);
    const blank = token.trim() === '' || token.startsWith('#');
    if (opening && brackets === 0 && !blank) {
      while ((blocks.at(-1) ?? -1) >= column) blocks.pop();
      blocks.push(column);
      opening = token === '-' || token === '?' || token === ':';
    }
    if (brackets + blocks.length > max) return true;
    column += token.length;
  }
  return false;
}
