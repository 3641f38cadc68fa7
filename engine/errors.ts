/**
 * The one error that people see. Its message says what was expected, what came and where;
 * its hint says how to mend it. Printed on one line each, never with a stack.
 */

/** What can be wrong with a CLIP checkpoint. */
export type CheckpointFault =
  | 'bad-config'
  | 'damaged-file'
  | 'missing-file'
  | 'missing-tensor'
  | 'not-finite'
  | 'shape-mismatch'
  | 'unsafe-path'
  | 'wrong-model';

/** Every code that can reach a person; `code` in logs, tests and `--json` output. */
export type ErrorCode =
  | 'audio-device'
  | 'audio-file'
  | 'audio-system'
  | 'bad-argument'
  | 'bad-checkpoint'
  | 'bad-config'
  | 'bad-map'
  | 'bad-message'
  | 'bad-picture'
  | 'bad-preset'
  | 'bad-session'
  | `checkpoint:${CheckpointFault}`
  | 'midi'
  | 'bad-prompt'
  | 'port-in-use'
  | 'optimizer'
  | 'renderer'
  | 'judge'
  | 'download'
  | 'not-found';

/** An error with a code, one line of what went wrong and one of how to mend it. */
export class EngineError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint = '') {
    super(message);
    this.name = 'EngineError';
    this.code = code;
    this.hint = hint;
  }
}

/** Give the one line that is shown for any thrown value: `message — hint`. */
export function describeError(error: unknown): string {
  if (error instanceof EngineError) return error.hint ? `${error.message} — ${error.hint}` : error.message;
  return error instanceof Error ? error.message : String(error);
}

/** Give the known word nearest to `word` by edit distance (≤ 3 and under half its length), or undefined. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(4, Math.ceil(word.length / 2) + 1);
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
