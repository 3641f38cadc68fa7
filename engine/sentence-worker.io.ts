/**
 * The process that reads texts: what the judges' text encoder makes of them. It has the show's own priority and
 * little to do, so that a prompt's first picture does not wait for a machine that is full.
 *
 *   { id, texts }  →  { id, vectors } | { id, reason }
 */

import { describeError } from './errors.ts';
import { openSentenceReader } from './judge/embedded.io.ts';
import { type SentenceAnswer, sentenceQuestion } from './judge/sentences.io.ts';

const reader = openSentenceReader({ threads: 1 });

// Ctrl-C reaches the whole group; the engine decides when its processes end.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const question = sentenceQuestion.safeParse(message);
  if (question.success) void answer(question.data.id, question.data.texts);
});

// Implementation

async function answer(id: number, texts: readonly string[]): Promise<void> {
  try {
    say({ id, vectors: await reader.read(texts) });
  } catch (error) {
    say({ id, reason: describeError(error) });
  }
}

function say(message: SentenceAnswer): void {
  process.send?.(message);
}
