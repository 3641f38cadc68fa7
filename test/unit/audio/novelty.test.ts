import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNovelty, type HopHits, type Novelty } from '../../../engine/audio/novelty.ts';

const DT = 256 / 48000;
const COUNT = 32;
const REST: HopHits = { isKick: false, isSnare: false, isHat: false, isOnset: false };

/** Music without sound: the level of both ends, which drums fill, and kicks, hats and onsets at a rate a second. */
function play(novelty: Novelty, seconds: number, rate: number, ends: number, open = true) {
  const levels = new Float64Array(COUNT).fill(0.2);
  levels.fill(ends, 0, 8);
  levels.fill(ends, 22);
  const every = rate > 0 ? Math.round(1 / rate / DT) : Number.POSITIVE_INFINITY;
  const seen = { drops: [] as number[], breakdowns: [] as number[], values: [] as number[] };
  for (let i = 0; i * DT < seconds; i++) {
    const kick = i % every === 0 && rate > 0;
    const hat = (i + Math.round(every / 2)) % every === 0 && rate > 0;
    novelty.update(kick || hat ? { isKick: kick, isSnare: false, isHat: hat, isOnset: true } : REST, levels, open);
    if (novelty.isDrop) seen.drops.push(i * DT);
    if (novelty.isBreakdown) seen.breakdowns.push(i * DT);
    seen.values.push(novelty.value);
  }
  return seen;
}

test('is silent while the music stays as it is, from its start on', () => {
  const { drops, breakdowns, values } = play(createNovelty(COUNT, DT), 20, 2, 0.8);
  assert.deepEqual([drops, breakdowns], [[], []]);
  assert.ok(values.every((value) => Math.abs(value) < 0.25));
});

test('marks a breakdown once when drums and low end go, and a drop once when they come back', () => {
  const novelty = createNovelty(COUNT, DT);
  play(novelty, 12, 2, 0.8);
  const down = play(novelty, 12, 0, 0.1);
  assert.equal(down.breakdowns.length, 1);
  assert.ok((down.breakdowns[0] ?? 9) < 2, `after ${down.breakdowns[0]} s`);
  assert.deepEqual(down.drops, []);
  const up = play(novelty, 12, 2, 0.8);
  assert.equal(up.drops.length, 1);
  assert.ok((up.drops[0] ?? 9) < 2, `after ${up.drops[0]} s`);
  assert.deepEqual(up.breakdowns, []);
});

test('calms down when the new is no longer new', () => {
  const novelty = createNovelty(COUNT, DT);
  play(novelty, 12, 2, 0.8);
  assert.ok(Math.abs(play(novelty, 12, 0, 0.1).values.at(-1) ?? 1) < 0.05);
});

test('takes a start after silence for no drop', () => {
  const novelty = createNovelty(COUNT, DT);
  play(novelty, 12, 0, 0.1);
  play(novelty, 3, 0, 0, false);
  assert.deepEqual(play(novelty, 4, 2, 0.8).drops, []);
});
