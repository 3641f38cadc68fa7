/** What a picture should be whatever it shows: each term is nought for a good one and grows with the fault that it is there for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { input, type Node } from '../../engine/judge/graph.ts';
import { openSession } from '../../engine/judge/session.io.ts';
import { pictureTerm, slopeTerm, variationTerm } from '../../engine/optimize/regularizers.ts';
import { seededRandom } from '../../engine/random.ts';
import { gradientError } from '../helpers/gradients.ts';

const SIZE = 64;
type Picture = (x: number, y: number, channel: number) => number;

async function measure(term: (x: Node) => Node, picture: Picture): Promise<number> {
  const pixels = new Float32Array(3 * SIZE * SIZE);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < SIZE; y++) for (let x = 0; x < SIZE; x++) pixels[(c * SIZE + y) * SIZE + x] = picture(x, y, c);
  }
  const session = await openSession({ outputs: { value: term(input('x', [1, 3, SIZE, SIZE])) } }, { threads: 1 });
  try {
    return (await session.run({ x: pixels })).value?.[0] ?? Number.NaN;
  } finally {
    await session.close();
  }
}

const noise = (seed: number): Picture => {
  const random = seededRandom(seed);
  return () => random();
};
/** A random walk: its power falls with the square of the frequency, as in a photograph. */
const natural = (seed: number): Picture => {
  const random = seededRandom(seed);
  let level = 0.5;
  const walk = Array.from({ length: 3 * SIZE }, () => {
    level += 0.05 * (random() - 0.5);
    return level;
  });
  return (x, _, c) => walk[c * SIZE + x] ?? 0;
};
const coloured: Picture = (x, _, c) => [0.9, 0.5, 0.1][(c + Math.floor((3 * x) / SIZE)) % 3] ?? 0;

test('colours that differ and lie inside the range are no fault', async () => {
  assert.equal(await measure(pictureTerm, coloured), 0);
});

for (const [fault, picture, least] of [
  ['no contrast', () => 0.5, 1],
  ['no colour', (x: number) => 0.1 + (0.8 * x) / SIZE, 0.3],
  ['large clipped areas', (x: number, _: number, c: number) => (c === 0 || x > SIZE / 2 ? 1.2 : -0.2), 1],
] satisfies [string, Picture, number][]) {
  test(`${fault} costs`, async () => {
    assert.ok((await measure(pictureTerm, picture)) > least);
  });
}

test('total variation is the mean step between neighbours along both axes', async () => {
  const ramp = await measure(variationTerm, (x, y) => (2 * x + y) / 100);
  assert.ok(Math.abs(ramp - 0.03) < 1e-6, String(ramp));
  assert.equal(await measure(variationTerm, () => 0.3), 0);
});

test('a spectrum as photographs have it is no fault; noise and mush are', async () => {
  for (const seed of [1, 2, 3]) assert.ok((await measure(slopeTerm, natural(seed))) < 0.1);
  assert.ok((await measure(slopeTerm, noise(4))) > 0.5);
  assert.ok((await measure(slopeTerm, (x, y, c) => 0.5 + 0.4 * Math.sin((x + y) / 60 + c))) > 0.5);
});

for (const [name, term] of Object.entries({ pictureTerm, slopeTerm })) {
  test(`the gradient of ${name} is that of finite differences`, async () => {
    const shape = { shape: [1, 3, SIZE, SIZE], from: 0.3, to: 0.6 };
    assert.ok((await gradientError((x) => term(x as Node), [shape], seededRandom(6), 1e-3)) < 0.02);
  });
}
