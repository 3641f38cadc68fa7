/**
 * The optimizer process: loads the judges once, then runs one job at a time as the engine orders. It tells progress and averaged
 * weights about once a second, keeps a checkpoint that is never older than ten seconds, and ends with the engine.
 *
 * A job begins with the picture whose words are nearest to its own, among the presets and the start nets that come with Neonfern, so
 * that something related is on the stage at once.
 *
 *   node optimize-worker.io.ts PRESETS THREADS
 */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cppn } from './cppn/cppn.ts';
import type { PresetLibrary } from './cppn/preset.ts';
import { readLibrary, readPreset } from './cppn/preset-store.io.ts';
import { describeError } from './errors.ts';
import { openJudge } from './judge/judge.io.ts';
import { cosine } from './optimize/distractors.ts';
import type { PromptJudge } from './optimize/target.ts';
import { type OrderMessage, orderMessage, type ReportMessage, type WorkOrder } from './optimize/worker-protocol.ts';
import { runJob, saveResult } from './optimize-job.io.ts';

const TELL_MILLISECONDS = 900;
/** Small nets of common pictures, made by the optimizer as well. */
const START_NETS = fileURLToPath(new URL('../models/start-nets', import.meta.url));

const [presets = '.', threadsText = '1'] = process.argv.slice(2);
const threads = Number(threadsText);
let stop: 'go on' | 'pause' | 'drop' = 'go on';
let busy: Promise<void> = Promise.resolve();
let startNets: PresetLibrary = [];
/** What the text encoder makes of each prompt that a net goes by. */
const sentences = new Map<string, Float32Array>();

// Ctrl-C reaches the whole group; the engine decides when its optimizer ends.
process.on('SIGINT', () => {});
process.on('disconnect', () => {
  stop = 'pause';
  void busy.finally(() => process.exit(0));
});

await main();

// Implementation

async function main(): Promise<void> {
  try {
    const judges = {
      judge: await openJudge('embedded-a', { threads }),
      heldOut: await openJudge('embedded-b', { threads }),
    };
    // The encoder is loaded and has read what there is before the first prompt comes.
    startNets = (await readLibrary(START_NETS, [])).library;
    await readSentences([...startNets, ...(await readLibrary(presets, [])).library], judges.judge);
    process.on('message', (message) => {
      const order = orderMessage.safeParse(message);
      if (order.success) take(order.data, judges);
    });
    say({ type: 'ready', judge: judges.judge.name, heldOut: judges.heldOut.name });
  } catch (error) {
    say({ type: 'unable', reason: describeError(error) });
  }
}

interface Judges {
  readonly judge: PromptJudge;
  readonly heldOut: PromptJudge;
}

function take(message: OrderMessage, judges: Judges): void {
  if (message.type === 'stop') stop = message.keep ? 'pause' : 'drop';
  // An order that comes while the last job still ends waits for it.
  else busy = busy.then(() => work(message.order, judges));
}

async function work(order: WorkOrder, judges: Judges): Promise<void> {
  const { id, prompt, negative, seed, steps, slug } = order;
  stop = 'go on';
  try {
    const from = await startNet(order, judges.judge);
    if (from) sayNet(id, from);
    const begun = performance.now();
    let told = 0;
    let first = 0;
    let heldOut: number | null = null;
    const job = {
      prompt,
      negative,
      seed,
      steps,
      // From the nearest picture, so that what plays already changes into what was asked for.
      from,
      ...judges,
      threads,
      checkpoint: join(tmpdir(), 'neonfern-optimizer', `${id}.safetensors`),
      wanted: () => stop,
      notice: () => {},
    };
    const result = await runJob({
      ...job,
      onStep(report, run) {
        heldOut = report.heldOut ?? heldOut;
        first ||= report.step;
        const now = performance.now();
        if (now - told < TELL_MILLISECONDS && !run.isDone) return;
        told = now;
        sayNet(id, run.average);
        const stepsPerSecond = (1000 * (report.step - first + 1)) / (now - begun);
        say({
          type: 'progress',
          id,
          progress: report.step / steps,
          stepsPerSecond,
          likeness: report.likeness,
          heldOut,
        });
      },
    });
    if (!result) return;
    sayNet(id, result.net);
    await saveResult(presets, slug, job, result);
    say({ type: 'finished', id });
  } catch (error) {
    say({ type: 'failed', id, reason: describeError(error) });
  }
}

/** The preset that was named; else the net whose prompt says most nearly the same. */
async function startNet({ from, prompt }: WorkOrder, judge: PromptJudge): Promise<Cppn | undefined> {
  if (from) return (await readPreset(presets, from)).net;
  const { library } = await readLibrary(presets, []);
  const named = [...library, ...startNets].filter((preset) => preset.prompt !== '');
  const [own, ...others] = await readSentences([{ prompt }, ...named], judge);
  if (!own) return library[0]?.net;
  const near = others.map((other) => cosine(own, other));
  return (named[near.indexOf(Math.max(...near))] ?? library[0])?.net;
}

/** Give the sentence vectors of some prompts; each is read once in the process' life. */
async function readSentences(of: readonly { prompt: string }[], judge: PromptJudge): Promise<Float32Array[]> {
  const read = judge.sentences?.bind(judge) ?? judge.embedText.bind(judge);
  const fresh = of.flatMap(({ prompt }) => (prompt === '' || sentences.has(prompt) ? [] : [prompt]));
  const vectors = await read(fresh);
  fresh.forEach((prompt, i) => {
    sentences.set(prompt, vectors[i] ?? new Float32Array());
  });
  return of.map(({ prompt }) => sentences.get(prompt) ?? new Float32Array());
}

function sayNet(id: string, { spec, weights }: Cppn): void {
  say({ type: 'net', id, spec, weights: new Map(weights) });
}

function say(message: ReportMessage): void {
  process.send?.(message);
}
