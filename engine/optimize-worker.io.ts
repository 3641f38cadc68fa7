/**
 * The optimizer process: loads the judges once, then runs one job at a time as the engine orders. It tells progress and averaged
 * weights about once a second, keeps a checkpoint that is never older than ten seconds, and ends with the engine.
 *
 *   node optimize-worker.io.ts PRESETS THREADS
 */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cppn } from './cppn/cppn.ts';
import { describeError } from './errors.ts';
import { openJudge } from './judge/judge.io.ts';
import { readPicture } from './judge/picture-file.io.ts';
import { IMAGE_SIDE } from './optimize/image-views.ts';
import type { PromptJudge } from './optimize/target.ts';
import { type OrderMessage, orderMessage, type ReportMessage, type WorkOrder } from './optimize/worker-protocol.ts';
import { runJob, saveResult } from './optimize-job.io.ts';

const TELL_MILLISECONDS = 900;
const [presets = '.', threadsText = '1'] = process.argv.slice(2);
const threads = Number(threadsText);
let stop: 'go on' | 'pause' | 'drop' = 'go on';
let busy: Promise<void> = Promise.resolve();

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
    // The text encoders are loaded before the first prompt comes.
    await Promise.all([judges.judge.embedText(['light']), judges.heldOut.embedText(['light'])]);
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
  const { id, prompt, negative, seed, steps, slug, start: from } = order;
  stop = 'go on';
  try {
    const image = order.image && {
      ...order.image,
      picture: await readPicture(order.image.bytes, IMAGE_SIDE, `image ${order.image.name}`),
    };
    const begun = performance.now();
    let told = 0;
    let first = 0;
    let heldOut: number | null = null;
    const job = {
      prompt,
      negative,
      image,
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

function sayNet(id: string, { spec, weights }: Cppn): void {
  say({ type: 'net', id, spec, weights: new Map(weights) });
}

function say(message: ReportMessage): void {
  process.send?.(message);
}
