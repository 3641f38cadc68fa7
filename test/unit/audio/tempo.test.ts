import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBeatClock } from '../../../engine/audio/beat-clock.ts';
import { createTempoBelief, type TempoBelief } from '../../../engine/audio/tempo.ts';

const RATE = 94;

/** Let the belief hear a beat at each multiple of the beat's length, `seconds` long, from a time on. */
function hearBeats(belief: TempoBelief, bpm: number, seconds: number, from = 0): number {
  let time = from;
  for (let tick = 0; tick < seconds * RATE; tick++) {
    const before = Math.floor((time * bpm) / 60);
    time += 1 / RATE;
    belief.tick(Math.floor((time * bpm) / 60) > before ? 0.8 : 0.01, 1, true);
  }
  return time;
}

for (const bpm of [62, 70, 88, 110, 128, 140, 174, 195]) {
  test(`believes in ${bpm} bpm after eight seconds of it`, () => {
    const belief = createTempoBelief(RATE);
    hearBeats(belief, bpm, 8);
    assert.ok(Math.abs(belief.bpm / bpm - 1) < 0.02, `${belief.bpm}`);
    assert.ok(belief.tempoMass > 0.8);
  });
}

test('follows a change of track within eight seconds', () => {
  const belief = createTempoBelief(RATE);
  const time = hearBeats(belief, 118, 20);
  hearBeats(belief, 92, 8, time);
  assert.ok(Math.abs(belief.bpm / 92 - 1) < 0.04, `${belief.bpm}`);
});

test('holds tempo and place through half a minute in which nothing is heard', () => {
  const belief = createTempoBelief(RATE);
  const clock = createBeatClock(1 / RATE);
  for (let tick = 0; tick < 50 * RATE; tick++) {
    const time = tick / RATE;
    const heard = time < 20;
    if (!heard) belief.coast();
    else
      belief.tick(Math.floor((time * 126.3) / 60) > Math.floor(((time - 1 / RATE) * 126.3) / 60) ? 0.8 : 0.01, 1, true);
    clock.run(belief, 0, heard ? 1 : 0, 0);
    if (time < 10) continue;
    const turn = clock.beat - (time * 126.3) / 60;
    assert.ok(Math.abs(turn - Math.round(turn)) < 0.14, `${turn} beats off after ${time} s`);
  }
});

test('believes in nothing much when beats come at random', () => {
  const belief = createTempoBelief(RATE);
  let state = 1;
  for (let tick = 0; tick < 20 * RATE; tick++) {
    state = (state * 48271) % 2147483647;
    belief.tick(state % 40 === 0 ? 0.5 : 0.02, 1, true);
  }
  assert.ok(belief.tempoMass < 0.9);
});

test('keeps the belief a distribution', () => {
  const belief = createTempoBelief(RATE);
  hearBeats(belief, 128, 5);
  assert.ok(belief.tempoMass <= 1 && belief.sharpness <= 1 && belief.phase >= 0 && belief.phase < 1);
});

test('runs a clock over the belief that counts every beat once and never back', () => {
  const belief = createTempoBelief(RATE);
  const clock = createBeatClock(1 / (2 * RATE));
  let before = 0;
  let beats = 0;
  for (let hop = 0; hop < 40 * RATE; hop++) {
    const time = hop / (2 * RATE);
    if (hop % 2 === 0)
      belief.tick(Math.floor((time * 128) / 60) > Math.floor(((time - 1 / RATE) * 128) / 60) ? 0.8 : 0.01, 1, true);
    clock.run(belief, 0, 1, 0);
    assert.ok(clock.beat >= before);
    if (time > 10) beats += Math.floor(clock.beat) - Math.floor(before);
    before = clock.beat;
  }
  assert.ok(Math.abs(beats - (10 * 128) / 60) <= 1, `${beats} beats in ten seconds`);
});

test('tells a waltz from common time by its downbeats', () => {
  for (const meter of [3, 4]) {
    const belief = createTempoBelief(RATE);
    const clock = createBeatClock(1 / (2 * RATE));
    const starts: number[] = [];
    let bar = 0;
    for (let hop = 0; hop < 60 * RATE; hop++) {
      const time = hop / (2 * RATE);
      const beat = Math.floor(time * 2);
      const struck = beat > Math.floor((time - 1 / RATE) * 2);
      if (hop % 2 === 0) belief.tick(struck ? 0.8 : 0.01, 1, true);
      clock.run(belief, struck && beat % meter === 0 ? 0.8 : 0.02, 1, 0);
      if (clock.barPhase < bar - 0.5 && time > 15) starts.push(time);
      bar = clock.barPhase;
    }
    const gaps = starts.slice(1).map((time, i) => time - (starts[i] ?? 0));
    assert.ok(gaps.length > 5);
    for (const gap of gaps) assert.ok(Math.abs(gap - meter / 2) < 0.1, `${gap} s a bar of ${meter}`);
  }
});
