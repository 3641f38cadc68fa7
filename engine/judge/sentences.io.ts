/**
 * The engine's end of the process that reads texts: texts in, unit vectors out, each text read once. The process is started with the
 * first text and again when it has ended; what it breaks on costs that question and nothing else.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { describeError, EngineError } from '../errors.ts';

/** Engine → process. */
export const sentenceQuestion = z.object({ id: z.number(), texts: z.array(z.string()) });

const sentenceAnswer = z.union([
  z.object({ id: z.number(), vectors: z.array(z.custom<Float32Array>((value) => value instanceof Float32Array)) }),
  z.object({ id: z.number(), reason: z.string() }),
]);

/** Process → engine. */
export type SentenceAnswer = z.infer<typeof sentenceAnswer>;

/** Reads texts in a process of its own. */
export interface Sentences {
  /** Unit vectors of texts, in their order. @throws EngineError 'judge' when they cannot be read */
  read(texts: readonly string[]): Promise<Float32Array[]>;
  close(): void;
}

/** Open it. @param worker the process' script and arguments; the real one when not given */
export function openSentences(worker?: readonly string[]): Sentences {
  const known = new Map<string, Float32Array>();
  const open = new Map<number, { done(vectors: Float32Array[]): void; fail(reason: string): void }>();
  let child: ChildProcess | undefined;
  let count = 0;

  function start(): ChildProcess {
    const [path = SCRIPT, ...rest] = worker ?? [];
    const node = ['--import', import.meta.resolve('tsx'), path, ...rest];
    const begun = spawn(process.execPath, node, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child = begun;
    begun.on('message', (message) => {
      const parsed = sentenceAnswer.safeParse(message);
      if (!parsed.success) return;
      const asked = open.get(parsed.data.id);
      open.delete(parsed.data.id);
      if ('vectors' in parsed.data) asked?.done(parsed.data.vectors);
      else asked?.fail(parsed.data.reason);
    });
    const end = (reason: string) => {
      if (child !== begun) return;
      child = undefined;
      for (const { fail } of open.values()) fail(reason);
      open.clear();
    };
    begun.once('error', (error) => end(describeError(error)));
    begun.once('exit', (code, signal) => end(`the process that reads texts ended (${signal ?? `code ${code}`})`));
    return begun;
  }

  function ask(texts: readonly string[]): Promise<Float32Array[]> {
    if (texts.length === 0) return Promise.resolve([]);
    const id = ++count;
    return new Promise((done, fail) => {
      open.set(id, { done, fail: (reason) => fail(new EngineError('judge', reason)) });
      (child ?? start()).send({ id, texts });
    });
  }

  return {
    async read(texts) {
      const fresh = [...new Set(texts)].filter((text) => !known.has(text));
      const vectors = await ask(fresh);
      fresh.forEach((text, i) => {
        known.set(text, vectors[i] ?? new Float32Array());
      });
      return texts.map((text) => known.get(text) ?? new Float32Array());
    },
    close() {
      const ending = child;
      child = undefined;
      for (const { fail } of open.values()) fail('closed');
      open.clear();
      if (ending?.connected) ending.disconnect();
    },
  };
}

// Implementation

const SCRIPT = fileURLToPath(new URL('../sentence-worker.io.ts', import.meta.url));
