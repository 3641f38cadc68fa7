/**
 * OSC address patterns: which addresses does `/mix/{1,2}/w*` mean? `?` one character, `*` any number, `[a-z]` and `[!a-z]` one of
 * a set, `{a,b}` one of several words, all within one part; `//` any number of parts (OSC 1.1).
 *
 * A pattern comes from outside, so the match must be cheap for any: the tokens are run over the address as a table, in time
 * tokens × characters, instead of being turned into a regular expression that can be made to run forever.
 */

type Token =
  | { readonly kind: 'one'; readonly test: (c: string) => boolean }
  | { readonly kind: 'many' }
  | { readonly kind: 'parts' };

const LONGEST_PATTERN = 256;
/** Words in braces multiply out; more than this is nobody's wish. */
const MOST_ALTERNATIVES = 64;

/** Tell whether an address holds any of the pattern's special characters. */
export function isPattern(address: string): boolean {
  return /[?*[\]{}]|\/\//.test(address);
}

/** Make a matcher of a pattern. A pattern that is malformed or too large matches nothing. */
export function patternMatcher(pattern: string): (address: string) => boolean {
  if (pattern.length > LONGEST_PATTERN) return () => false;
  const alternatives = expandBraces(pattern).map(tokensOf);
  return (address) => alternatives.some((tokens) => tokens !== undefined && matches(tokens, address));
}

// Implementation

/** `a{b,c}d` → `abd`, `acd`. Braces do not nest in OSC. */
function expandBraces(pattern: string): string[] {
  let expanded = [''];
  let rest = pattern;
  for (;;) {
    const open = rest.indexOf('{');
    const close = rest.indexOf('}', open);
    if (open < 0 || close < 0) return open < 0 ? expanded.map((start) => start + rest) : [];
    const words = rest.slice(open + 1, close).split(',');
    if (expanded.length * words.length > MOST_ALTERNATIVES) return [];
    expanded = expanded.flatMap((start) => words.map((word) => start + rest.slice(0, open) + word));
    rest = rest.slice(close + 1);
  }
}

function tokensOf(pattern: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === '*') tokens.push({ kind: 'many' });
    else if (c === '?') tokens.push({ kind: 'one', test: (other) => other !== '/' });
    else if (c === '/' && pattern.charAt(i + 1) === '/') {
      tokens.push({ kind: 'parts' });
      i++;
    } else if (c === '[') {
      const end = pattern.indexOf(']', i);
      if (end < 0) return undefined;
      tokens.push({ kind: 'one', test: setTest(pattern.slice(i + 1, end)) });
      i = end;
    } else tokens.push({ kind: 'one', test: (other) => other === c });
  }
  return tokens;
}

function setTest(set: string): (c: string) => boolean {
  const isNot = set.startsWith('!');
  const body = isNot ? set.slice(1) : set;
  const ranges: [string, string][] = [];
  for (let i = 0; i < body.length; i++) {
    const isRange = body.charAt(i + 1) === '-' && i + 2 < body.length;
    ranges.push([body.charAt(i), body.charAt(isRange ? i + 2 : i)]);
    if (isRange) i += 2;
  }
  return (c) => c !== '/' && ranges.some(([from, to]) => c >= from && c <= to) !== isNot;
}

/** Which beginnings of the address the tokens so far can have eaten, one row a token. */
function matches(tokens: readonly Token[], address: string): boolean {
  let row = Array.from({ length: address.length + 1 }, (_, i) => i === 0);
  for (const token of tokens) {
    const next = row.map(() => false);
    let isInPart = false;
    let isBelow = false;
    for (let i = 0; i <= address.length; i++) {
      const before = i > 0 ? address.charAt(i - 1) : '';
      if (token.kind === 'one') next[i] = i > 0 && row[i - 1] === true && token.test(before);
      else if (token.kind === 'many') {
        isInPart = row[i] === true || (isInPart && before !== '/');
        next[i] = isInPart;
      } else {
        // '//' stands for '/', '/a/', '/a/b/' …: it ends after a slash, and begins where the row allows.
        next[i] = before === '/' && (isBelow || row[i - 1] === true);
        isBelow ||= i > 0 && row[i - 1] === true && before === '/';
      }
    }
    row = next;
  }
  return row[address.length] === true;
}
