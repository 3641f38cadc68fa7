/** From prompts to targets: weights mix, what is unwanted is among the distractors, statistics are those of a mixture. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosine, DISTRACTOR_COUNT } from '../../../engine/optimize/distractors.ts';
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
