/**
 * What a look costs: `npm run bench:looks`. The CPU renderer draws the two library nets plainly and with each symmetry, flow, blend
 * and grade by turns, so that what else the machine does weighs on all alike; printed are milliseconds a frame (the median of the
 * rounds' quickest frames) and the ratio to plain. The view moves in every frame, as it does in a show.
 */

import { seedNet } from '../../engine/cppn/seed.ts';
import type { Renderer } from '../../engine/ports.ts';
import { seededRandom } from '../../engine/random.ts';
import { createCpuRenderer } from '../../engine/render/cpu.io.ts';
import type { Scene } from '../../engine/render/scene.ts';
import { symmetryFolds } from '../../engine/render/symmetry.ts';
import { median, printTable, rounded, runBench } from '../helpers/bench.ts';
import { SPEC_M, SPEC_S, STYLE } from '../helpers/nets.ts';
import { sceneOf } from '../helpers/scenes.ts';

const SIZE = { width: 640, height: 360 };
const ROUNDS = 12;
const FRAMES = 6;

const NETS = [
  { name: 'S', spec: SPEC_S },
  { name: 'M', spec: SPEC_M },
].map(({ name, spec }) => ({ name, nets: [1, 2].map((seed) => seedNet(spec, STYLE, seededRandom(seed))) }));

const WAVES: Scene['waves'] = [
  [0.2, 0.9, 0.3, 0.2, 1, 1.7],
  [0.08, 2.1, 2, 0.08, 2.4, 3],
];

/** By name: how many nets, and what is done to them. */
const LOOKS: readonly (readonly [string, number, Partial<Scene>])[] = [
  ['plain', 1, {}],
  ['flow', 1, { waves: WAVES }],
  ['quad', 1, { folds: symmetryFolds('quad', 1, 0) }],
  ['kaleidoscope 6', 1, { folds: symmetryFolds('kaleidoscope', 6, 0) }],
  ['kaleidoscope 6, flow', 1, { folds: symmetryFolds('kaleidoscope', 6, 0), waves: WAVES }],
  ['gamma', 1, { gamma: 1.4 }],
  ['two nets, mix', 2, {}],
  ['two nets, multiply', 2, { blend: { mode: 'multiply', position: 0.5, split: 1 } }],
  ['two nets, luma wipe', 2, { blend: { mode: 'luma wipe', position: 0.5, split: 1 } }],
];

/** The quickest of some frames, Seconds. */
async function quickest(renderer: Renderer, scene: Scene): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < FRAMES; i++) {
    const zoom = 1 + 0.001 * Math.random();
    const start = performance.now();
    (await renderer.render({ ...scene, view: [zoom, 0, 0, 0, zoom, 0] }, 'i420')).release();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

await runBench('looks', async () => {
  const renderer = await createCpuRenderer();
  const figures: Record<string, unknown> = {};
  for (const { name, nets } of NETS) {
    for (const net of nets) await renderer.prepare(net);
    const times = LOOKS.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, [, count, change]] of LOOKS.entries()) {
        times[i]?.push(await quickest(renderer, sceneOf(nets.slice(0, count), { ...SIZE, ...change })));
      }
    }
    const plain = median(times[0] ?? []);
    const rows = LOOKS.map(([look], i) => {
      const time = median(times[i] ?? []);
      figures[`${name}, ${look}`] = { milliseconds: rounded(1000 * time), ratio: rounded(time / plain) };
      return [look, (1000 * time).toFixed(2), (1 / time).toFixed(1), (time / plain).toFixed(2)];
    });
    console.log(`${name} at ${SIZE.width}×${SIZE.height}, ${renderer.detail}`);
    printTable(['', 'ms', 'fps', '× plain'], rows);
  }
  await renderer.close();
  return figures;
});
