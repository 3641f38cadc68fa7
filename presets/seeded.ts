/**
 * Makes the hand-seeded presets again, to the byte: `npx tsx presets/seeded.ts`. Each was chosen by eye among forty seeds of its
 * style. What time, latent and audio do is then scaled, so that every input moves every picture by the same visible amount.
 */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Cppn,
  type CppnSpec,
  conditionCount,
  evaluate,
  foldCondition,
  tensor,
  type UnitGroup,
  unitCount,
} from '../engine/cppn/cppn.ts';
import type { Route } from '../engine/cppn/inputs.ts';
import { savePreset } from '../engine/cppn/preset-store.io.ts';
import { type SeedStyle, seedNet } from '../engine/cppn/seed.ts';
import { encodePng } from '../engine/png.io.ts';
import { normal, type Random, seededRandom } from '../engine/random.ts';
import { renderReference } from '../engine/render/reference.ts';
import { stillScene } from '../engine/still-scene.ts';

/** A palette in logits: where the picture rests, and the directions in colour that its shapes push it. */
interface Palette {
  readonly base: readonly number[];
  readonly directions: readonly (readonly number[])[];
  readonly gain: number;
}

interface Recipe {
  readonly slug: string;
  readonly name: string;
  readonly tags: string[];
  readonly seed: number;
  readonly pairs: number;
  readonly hidden: readonly (readonly UnitGroup[])[];
  readonly style: Pick<SeedStyle, 'frequency' | 'gain' | 'bias'>;
  readonly palette: Palette;
  readonly shape?: (net: Cppn, random: Random) => void;
}

const units = (activation: UnitGroup['activation'], count: number): UnitGroup => ({ activation, units: count });
const NIGHT = {
  base: [-2.4, -2.8, -1.2],
  directions: [
    [2.6, 0, 1.6],
    [-0.4, 2, 2],
  ],
  gain: 1.7,
};

const RECIPES: readonly Recipe[] = [
  {
    slug: 'ember-web',
    name: 'Ember Web',
    tags: ['fire', 'warm', 'dark'],
    seed: 11,
    pairs: 8,
    hidden: [[units('sin', 24)], [units('sin', 16), units('gaussian', 8)], [units('gaussian', 8), units('tanh', 16)]],
    style: { frequency: 1.1, gain: 1.9, bias: 0.8 },
    palette: {
      base: [-1.4, -3.2, -4.4],
      directions: [
        [2.4, 2.2, 1.2],
        [1.4, 0.2, -0.6],
      ],
      gain: 1.8,
    },
  },
  {
    slug: 'abyss',
    name: 'Abyss',
    tags: ['water', 'cold', 'dark', 'calm'],
    seed: 22,
    pairs: 8,
    hidden: [[units('sin', 24)], [units('sin', 16), units('gaussian', 8)], [units('gaussian', 16), units('tanh', 8)]],
    style: { frequency: 0.8, gain: 1.5, bias: 0.7 },
    palette: {
      base: [-3.2, -1.8, -0.6],
      directions: [
        [0.6, 1.8, 1.3],
        [1.9, 0.1, 0.9],
      ],
      gain: 1.8,
    },
  },
  {
    slug: 'stained-night',
    name: 'Stained Night',
    tags: ['glass', 'sharp', 'blue', 'amber'],
    seed: 11,
    pairs: 8,
    hidden: [[units('sin', 24)], [units('atan-pair', 16)], [units('tanh', 24)]],
    style: { frequency: 0.9, gain: 2.4, bias: 0.7 },
    palette: {
      base: [-0.6, -0.8, -0.6],
      directions: [
        [1.8, 0.6, -1],
        [-0.8, 0.6, 1.8],
        [1.2, 1.4, 1.2],
      ],
      gain: 1.9,
    },
  },
  {
    slug: 'marbled-dawn',
    name: 'Marbled Dawn',
    tags: ['pastel', 'bright', 'calm'],
    seed: 14,
    pairs: 6,
    hidden: [[units('sin', 24)], [units('atan-pair', 16)], [units('tanh', 12), units('sin', 12)]],
    style: { frequency: 0.6, gain: 1.9, bias: 0.8 },
    palette: {
      base: [0.9, 0.1, 0.5],
      directions: [
        [0.9, 0.6, -0.2],
        [-1.1, 0.2, 0.9],
        [0.5, -0.6, 0.2],
      ],
      gain: 1.4,
    },
  },
  {
    slug: 'iris',
    name: 'Iris',
    tags: ['rings', 'gold', 'blue'],
    seed: 19,
    pairs: 4,
    hidden: [[units('sin', 24)], [units('gaussian', 12), units('sin', 12)], [units('gaussian', 16), units('abs', 8)]],
    style: { frequency: 0.35, gain: 1.6, bias: 0.6 },
    palette: {
      base: [-1.4, -1.8, -1.2],
      directions: [
        [2, 1.2, -0.4],
        [0.2, 0.8, 1.8],
      ],
      gain: 1.7,
    },
    shape: (net) => scaleInputs(net, [1, 1, 6]),
  },
  {
    slug: 'neon-curtain',
    name: 'Neon Curtain',
    tags: ['neon', 'city', 'dark'],
    seed: 15,
    pairs: 10,
    hidden: [[units('sin', 24)], [units('gaussian', 12), units('sin', 12)], [units('gaussian', 24)]],
    style: { frequency: 1, gain: 1.6, bias: 0.6 },
    palette: NIGHT,
    shape: (net, random) => {
      hangCurtains(tensor(net, 'fourier'), random);
      scaleInputs(net, [0.5, 0.5, 0.5]);
    },
  },
];

/** What the four audio inputs hear: kick and bass push, hats glitter, level opens, snare and beat turn. */
const ROUTES: readonly Route[] = [
  { from: 'kick', input: 0, amount: 0.7, curve: 1, attack: 0.004, release: 0.22 },
  { from: 'bass.level', input: 0, amount: 0.4, curve: 1.5, attack: 0.02, release: 0.25 },
  { from: 'hat', input: 1, amount: 0.7, curve: 1, attack: 0.002, release: 0.1 },
  { from: 'high.hit', input: 1, amount: 0.4, curve: 1, attack: 0.002, release: 0.12 },
  { from: 'level', input: 2, amount: 1, curve: 1, attack: 0.08, release: 0.6 },
  { from: 'snare', input: 3, amount: 0.8, curve: 1, attack: 0.004, release: 0.25 },
  { from: 'onset', input: 3, amount: 0.3, curve: 1, attack: 0.004, release: 0.15 },
];
/** Mean change of the picture (of 1) that each input makes over its whole range. */
const AUDIO_MOVES = 0.11;
const LATENT_MOVES = 0.12;
const LOOP_MOVES = 0.16;

const folder = fileURLToPath(new URL('.', import.meta.url));
for (const recipe of RECIPES) {
  const net = make(recipe);
  const preset = {
    name: recipe.name,
    prompt: '',
    tags: recipe.tags,
    net,
    routes: ROUTES,
    provenance: { made: `hand-seeded, seed ${recipe.seed}`, licence: 'MIT', created: '2026-11-23' },
  };
  const scene = stillScene({ ...preset, slug: recipe.slug, revision: '' }, 256, 144, 0.15, 0.3);
  await savePreset(folder, recipe.slug, preset, encodePng(renderReference(scene), 256, 144));
  process.stdout.write(`${join('presets', recipe.slug)}\n`);
}

function make({ seed, pairs, hidden, style, palette, shape }: Recipe): Cppn {
  const random = seededRandom(seed);
  const spec: CppnSpec = { fourierPairs: pairs, latents: 2, audioInputs: 4, hidden };
  const net = seedNet(spec, { ...style, contrast: 1, condition: 0.3 }, random);
  paint(net, palette, random);
  shape?.(net, random);
  calibrate(net);
  return net;
}

/** Replace the output layer: every feature pushes along the palette's directions only, so no seed can leave the palette. */
function paint(net: Cppn, { base, directions, gain }: Palette, random: Random): void {
  const weight = tensor(net, 'output.weight');
  const features = weight.length / 3;
  for (let i = 0; i < features; i++) {
    const pushes = directions.map(() => (gain / Math.sqrt(features)) * normal(random));
    for (let c = 0; c < 3; c++)
      weight[3 * i + c] = directions.reduce((sum, d, k) => sum + (pushes[k] ?? 0) * (d[c] ?? 0), 0);
  }
  tensor(net, 'output.bias').set(base);
}

function scaleInputs(net: Cppn, factors: readonly number[]): void {
  const weight = tensor(net, 'hidden.0.weight');
  const width = unitCount(net.spec.hidden[0] ?? []);
  factors.forEach((factor, i) => {
    for (let j = 0; j < width; j++) weight[i * width + j] = factor * (weight[i * width + j] ?? 0);
  });
}

function hangCurtains(fourier: Float32Array, random: Random): void {
  for (let i = 0; i < fourier.length; i += 2) {
    const upright = random() < 0.6;
    fourier[i] = (random() - 0.5) * (upright ? 9 : 0.8);
    fourier[i + 1] = (random() - 0.5) * (upright ? 0.4 : 3);
  }
}

function calibrate(net: Cppn): void {
  const rows = conditionCount(net.spec);
  const width = unitCount(net.spec.hidden[0] ?? []);
  const matrix = tensor(net, 'condition');
  for (let row = 0; row < rows; row++) {
    const target = row < 2 ? LOOP_MOVES : row < 4 ? LATENT_MOVES : AUDIO_MOVES;
    const [from, to] = row < 4 ? [-1, 1] : [0, 1];
    // The picture answers almost linearly; a few rounds of scaling settle it.
    for (let round = 0; round < 6; round++) {
      const factor = target / change(net, rows, row, from, to);
      for (let j = 0; j < width; j++) matrix[row * width + j] = factor * (matrix[row * width + j] ?? 0);
    }
  }
}

function change(net: Cppn, rows: number, row: number, from: number, to: number): number {
  const [a, b] = [from, to].map((value) => {
    const condition = new Float32Array(rows);
    condition[row] = value;
    return foldCondition(net, condition);
  });
  let sum = 0;
  for (let i = 0; i < 24 * 14; i++) {
    const x = ((i % 24) - 11.5) * 0.45;
    const y = (Math.floor(i / 24) - 6.5) * 0.45;
    const [before, after] = [a, b].map((bias) => evaluate(net, bias ?? new Float32Array(), x, y));
    for (let c = 0; c < 3; c++) sum += Math.abs((before?.[c] ?? 0) - (after?.[c] ?? 0)) / 3;
  }
  return Math.max(sum / (24 * 14), 1e-4);
}
