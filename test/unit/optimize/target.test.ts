/** From prompts to targets: weights mix, what is unwanted is among the distractors, statistics are those of a mixture. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosine, DISTRACTOR_COUNT, leaveOutNearest } from '../../../engine/optimize/distractors.ts';
import { parsePrompt } from '../../../engine/optimize/prompt.ts';
import { targetFor } from '../../../engine/optimize/target.ts';
import { colourJudge } from '../../helpers/colour-judge.ts';

const judge = colourJudge();

test('a prompt of one text wants that text’s vector', async () => {
  const [red] = await judge.embedText(['red']);
  const { wanted, unwanted } = await targetFor(judge, parsePrompt('red'));
  assert.ok(cosine(wanted, red ?? []) > 0.9999);
  assert.ok(unwanted.every((value) => value === 0));
});

test('weights pull the wanted vector', async () => {
  const [red] = await judge.embedText(['red']);
  const near = await targetFor(judge, parsePrompt('red:3 blue:1'));
  const even = await targetFor(judge, parsePrompt('red:1 blue:1'));
  assert.ok(cosine(near.wanted, red ?? []) > cosine(even.wanted, red ?? []));
  assert.ok(Math.abs(Math.hypot(...near.wanted) - 1) < 1e-5);
});

test('what is unwanted is a distractor too', async () => {
  const plain = await targetFor(judge, parsePrompt('red'));
  const negative = await targetFor(judge, parsePrompt('red', 'green'));
  assert.equal(negative.distractors.length, plain.distractors.length + 1);
  assert.ok(plain.distractors.length <= DISTRACTOR_COUNT);
  assert.ok(Math.hypot(...negative.unwanted) > 0.99);
});

test('feature weights have the mean 1, and what the parts disagree on counts less', async () => {
  const { featureMean, featureWeight } = await targetFor(judge, parsePrompt('red:1 yellow:1'));
  const mean = featureWeight.reduce((sum, weight) => sum + weight, 0) / featureWeight.length;
  assert.ok(Math.abs(mean - 1) < 1e-5);
  // Both are red and neither is blue; one is green and one is not.
  const [red = 0, green = 0, blue = 0] = [0, 16, 32].map((i) => featureWeight[i]);
  assert.ok(green < red && green < blue);
  assert.ok(Math.abs(featureMean[16] ?? 9) < 1e-6);
});

test('an image pulls the wanted vector and the statistics by its share', async () => {
  const [[red], [blue]] = [await judge.embedText(['red']), await judge.embedText(['blue'])];
  const image = {
    embedding: blue ?? new Float32Array(),
    mean: new Float32Array(judge.features).fill(3),
    variance: new Float32Array(judge.features),
  };
  const plain = await targetFor(judge, parsePrompt('red'));
  const alone = await targetFor(judge, parsePrompt('', '', 1), image);
  const mixed = await targetFor(judge, parsePrompt('red:3', '', 1), image);
  assert.ok(cosine(alone.wanted, blue ?? []) > 0.9999);
  assert.ok(cosine(mixed.wanted, red ?? []) > cosine(mixed.wanted, blue ?? []));
  assert.ok(cosine(mixed.wanted, blue ?? []) > cosine(plain.wanted, blue ?? []));
  assert.ok(alone.featureMean.every((mean) => Math.abs(mean - 3) < 1e-6));
  assert.ok(Math.abs((mixed.featureMean[0] ?? 0) - (0.75 * (plain.featureMean[0] ?? 0) + 0.25 * 3)) < 1e-5);
});

test('the five distractors that an image is most like are none, in whatever order they come', () => {
  const vectors = Array.from({ length: 8 }, (_, i) => Float32Array.of(Math.cos(i * 2.4), Math.sin(i * 2.4)));
  const left = leaveOutNearest(vectors, Float32Array.of(1, 0));
  const cosines = vectors.map(([x = 0]) => x).sort((a, b) => a - b);
  assert.deepEqual(
    left.map(([x = 0]) => x).sort((a, b) => a - b),
    cosines.slice(0, 3),
  );
});

test('a judge that shows no features gives none to match', async () => {
  const { featureStatistics: _, ...blind } = judge;
  const { featureWeight } = await targetFor(blind, parsePrompt('red'));
  assert.ok(featureWeight.every((weight) => weight === 0));
});

test('a group of features weighs the same however many it has', async () => {
  const grouped = { ...judge, featureGroups: { col: 8, low: judge.features - 8 } };
  const { featureWeight } = await targetFor(grouped, parsePrompt('red'));
  const sum = (values: Float32Array) => values.reduce((total, weight) => total + weight, 0);
  const ratio = sum(featureWeight.subarray(0, 8)) / sum(featureWeight.subarray(8));
  assert.ok(Math.abs(ratio - 2) < 1e-4);
});
