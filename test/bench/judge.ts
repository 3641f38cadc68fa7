/**
 * How long a judge takes for a step, forward and back to the pixels: `npm run bench:judge [-- --python PATH] [--threads N]`. CLIP at two
 * sizes with random weights, 16 cutouts; the embedded judges, 8 cutouts of 128². With a Python that has PyTorch the same work is
 * timed there, before and after, and the ratio printed.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type ClipConfig, clipTensorShapes, type TowerConfig } from '../../engine/judge/clip-config.ts';
import { clipVision } from '../../engine/judge/clip-model.ts';
import { MODELS_FOLDER, openEmbeddedJudge } from '../../engine/judge/embedded.io.ts';
import { sizeOf } from '../../engine/judge/graph.ts';
import { storeWeights } from '../../engine/judge/graph-cache.io.ts';
import { EMBEDDED_JUDGES } from '../../engine/judge/judge.ts';
import { normalize } from '../../engine/judge/operations.ts';
import { scoreModel } from '../../engine/judge/picture-side.io.ts';
import { parseWeights } from '../../engine/judge/weights.ts';
import { seededRandom } from '../../engine/random.ts';
import { median, printTable, rounded, runBench } from '../helpers/bench.ts';

const { values } = parseArgs({
  options: { python: { type: 'string' }, threads: { type: 'string' }, repeats: { type: 'string' } },
});
const threads = Number(values.threads ?? cpus().length);
const repeats = Number(values.repeats ?? 5);
const CLIP_CUTOUTS = 16;
const EMBEDDED = { cutouts: 8, size: 128 };

const tower = (hidden: number, layers: number, heads: number): TowerConfig => ({
  hidden,
  intermediate: 4 * hidden,
  layers,
  heads,
  activation: 'quick_gelu',
  layerNormEpsilon: 1e-5,
});
const clip = (patchSize: number, vision: TowerConfig): ClipConfig => ({
  projection: 512,
  // The text tower takes no part in a step.
  text: { ...tower(8, 1, 1), vocabulary: 2, positions: 2, pooling: 1 },
  vision: { ...vision, imageSize: 224, patchSize },
});
const CLIPS: Readonly<Record<string, ClipConfig>> = {
  'ViT-B/32': clip(32, tower(768, 12, 12)),
  'ViT 8M/16': clip(16, tower(256, 10, 4)),
};

await runBench('judge', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'neonfern-bench-'));
  process.env.NEONFERN_CACHE = scratch;
  try {
    const before = values.python ? torchSeconds(values.python, scratch) : undefined;
    const ours: Record<string, number> = {};
    for (const [name, config] of Object.entries(CLIPS)) ours[name] = await clipSeconds(config);
    for (const name of EMBEDDED_JUDGES) Object.assign(ours, await embeddedSeconds(name));
    const after = values.python ? torchSeconds(values.python, scratch) : undefined;
    const theirs = (name: string) => median([before, after].flatMap((run) => run?.[name] ?? []));
    printTable(
      [`${threads} threads`, 's a step', 'PyTorch', 'ratio'],
      Object.entries(ours).map(([name, s]) => [name, s.toFixed(3), said(theirs(name)), said(s / theirs(name))]),
    );
    return Object.fromEntries(
      Object.entries(ours).flatMap(([name, s]) => [
        [`${name} seconds`, rounded(s)],
        [`${name} ratio`, rounded(s / theirs(name))],
      ]),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

function said(x: number): string {
  return Number.isFinite(x) ? x.toFixed(2) : '–';
}

/** Median seconds of a call, the first left out. */
async function secondsOf(call: () => Promise<unknown>): Promise<number> {
  await call();
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await call();
    times.push((performance.now() - start) / 1000);
  }
  return median(times);
}

async function clipSeconds(config: ClipConfig): Promise<number> {
  const random = seededRandom(1);
  const shapes = clipTensorShapes(config);
  const tensors = new Map(
    [...shapes].map(([name, shape]) => {
      const scale = 1 / Math.sqrt(shape.at(-1) ?? 1);
      return [name, Float32Array.from({ length: sizeOf(shape) }, () => scale * (2 * random() - 1))] as const;
    }),
  );
  const { imageSize } = config.vision;
  const stored = await storeWeights(`bench${config.vision.patchSize}${'0'.repeat(32)}`, tensors, shapes);
  const model = scoreModel(
    (pixels) => normalize(clipVision(config, stored.node, pixels).embedding),
    CLIP_CUTOUTS,
    imageSize,
    config.projection,
  );
  const session = await stored.open(model, { threads });
  const pixels = Float32Array.from({ length: CLIP_CUTOUTS * 3 * imageSize ** 2 }, random);
  const text = Float32Array.from({ length: config.projection }, random);
  const seconds = await secondsOf(() => session.run({ pixels, text }));
  await session.close();
  return seconds;
}

async function embeddedSeconds(name: (typeof EMBEDDED_JUDGES)[number]): Promise<Record<string, number>> {
  const judge = await openEmbeddedJudge(name, { threads });
  const random = seededRandom(2);
  const pixels = Float32Array.from({ length: EMBEDDED.cutouts * 3 * EMBEDDED.size ** 2 }, random);
  const [text = new Float32Array()] = await judge.embedText(['golden honeycomb']);
  const step = await secondsOf(() => judge.score(pixels, EMBEDDED.size, text));
  const prompt = await secondsOf(() => judge.embedText(['neon jellyfish in a dark sea']));
  await judge.close();
  return { [name]: step, [`${name} prompt`]: prompt };
}

function torchSeconds(python: string, scratch: string): Record<string, number> {
  const file = join(scratch, 'torch.json');
  const config = {
    threads,
    repeats,
    clip: Object.fromEntries(
      Object.entries(CLIPS).map(([name, { vision, projection }]) => [
        name,
        {
          width: vision.hidden,
          intermediate: vision.intermediate,
          layers: vision.layers,
          heads: vision.heads,
          size: vision.imageSize,
          patch: vision.patchSize,
          projection,
          cutouts: CLIP_CUTOUTS,
        },
      ]),
    ),
    trunks: Object.fromEntries(
      EMBEDDED_JUDGES.map((name) => [name, { architecture: withWidths(name, scratch), ...EMBEDDED }]),
    ),
  };
  writeFileSync(file, JSON.stringify(config));
  const script = fileURLToPath(new URL('judge_torch.py', import.meta.url));
  return (JSON.parse(execFileSync(python, [script, file], { encoding: 'utf8' })) as { seconds: Record<string, number> })
    .seconds;
}

/** The architecture with each layer's channels beside it, which its weights know. */
function withWidths(name: string, scratch: string): string {
  const folder = join(MODELS_FOLDER, name);
  const weights = parseWeights(readFileSync(join(folder, 'trunk.safetensors')), name);
  const about = JSON.parse(readFileSync(join(folder, 'architecture.json'), 'utf8')) as { layers: { name: string }[][] };
  const layers = about.layers.map((block) =>
    block.map((layer) => ({ ...layer, out: weights.get(`${layer.name}.weight`)?.shape[0] })),
  );
  const path = join(scratch, `${name}.json`);
  writeFileSync(path, JSON.stringify({ ...about, layers }));
  return path;
}
