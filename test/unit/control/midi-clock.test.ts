import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createMidiClock,
  FLYWHEEL_BEATS,
  type MidiClock,
  SHORT_MEMORY,
  TICKS_A_BEAT,
} from '../../../engine/control/midi-clock.ts';
import { seededRandom } from '../../../engine/random.ts';

const periodOf = (bpm: number) => 60 / bpm / TICKS_A_BEAT;

/** Send ticks, each late by up to `jitter` seconds. @returns the time of the last one without lateness */
function tick(clock: MidiClock, ticks: number, bpm: number, from: number, jitter = 0, seed = 1): number {
  const random = seededRandom(seed);
  for (let i = 0; i < ticks; i++) clock.tick(from + i * periodOf(bpm) + jitter * random());
  return from + (ticks - 1) * periodOf(bpm);
}

test('says nothing before a beat of ticks, then the tempo', () => {
  const clock = createMidiClock();
  clock.start();
  tick(clock, SHORT_MEMORY - 1, 120, 0);
  assert.equal(clock.at(0.5), undefined);
  clock.tick((SHORT_MEMORY - 1) * periodOf(120));
  const { bpm = 0 } = clock.at(0.5) ?? {};
  assert.ok(Math.abs(bpm - 120) < 1e-6, `${bpm}`);
});

const jittered: readonly (readonly [number, number])[] = [
  [60, 0.01],
  [120, 0.005],
  [128, 0.008],
  [174, 0.003],
];
for (const [bpm, jitter] of jittered) {
  test(`${bpm} beats a minute with ${1000 * jitter} ms of jitter read within 0.2 % and 2 ms`, () => {
    for (const seed of [1, 2, 3]) {
      const clock = createMidiClock();
      clock.start();
      const random = seededRandom(seed);
      for (let i = 0; i < 1000; i++) {
        clock.tick(10 + i * periodOf(bpm) + jitter * random());
        if (i < 96) continue;
        // Lateness is on average half the jitter, which no filter can know.
        const heard = clock.at(10 + i * periodOf(bpm) + jitter / 2);
        assert.ok(heard && Math.abs(heard.bpm / bpm - 1) < 0.002, `seed ${seed}: ${heard?.bpm}`);
        const late = ((Number(heard.beat) - i / TICKS_A_BEAT) * 60) / bpm;
        assert.ok(Math.abs(late) < 0.002, `seed ${seed}: ${late}`);
      }
    }
  });
}

test('the first tick after start is beat 0', () => {
  const clock = createMidiClock();
  tick(clock, 50, 120, 0);
  clock.start();
  const end = tick(clock, TICKS_A_BEAT + 1, 120, 50 * periodOf(120));
  assert.ok(Math.abs(Number(clock.at(end)?.beat) - 1) < 1e-6);
});

test('a stopped clock keeps its tempo and stands; continue goes on from there', () => {
  const clock = createMidiClock();
  clock.start();
  tick(clock, 2 * TICKS_A_BEAT + 1, 120, 0);
  clock.stop();
  let end = tick(clock, 30, 120, 49 * periodOf(120));
  const stopped = clock.at(end);
  assert.equal(stopped?.isRunning, false);
  assert.equal(stopped?.beat, 2);
  assert.ok(Math.abs(Number(stopped?.bpm) - 120) < 1e-6);
  clock.continue();
  end = tick(clock, TICKS_A_BEAT, 120, end + periodOf(120));
  assert.ok(Math.abs(Number(clock.at(end)?.beat) - 3) < 1e-6);
});

test('a song position says where continue goes on', () => {
  const clock = createMidiClock();
  tick(clock, 48, 120, 0);
  clock.stop();
  clock.songPosition(64);
  clock.continue();
  const end = tick(clock, 1, 120, 48 * periodOf(120));
  assert.ok(Math.abs(Number(clock.at(end)?.beat) - 16) < 1e-6);
});

test('ticks without start tell the tempo and no beat', () => {
  const clock = createMidiClock();
  const end = tick(clock, 96, 140, 0);
  assert.equal(clock.at(end)?.beat, null);
  assert.equal(clock.at(end)?.isRunning, true);
});

test('without ticks the beat goes on for two beats, then there is no clock', () => {
  const clock = createMidiClock();
  clock.start();
  const end = tick(clock, 97, 120, 0);
  assert.ok(Math.abs(Number(clock.at(end + 0.5)?.beat) - 5) < 1e-6);
  assert.ok(clock.at(end + FLYWHEEL_BEATS * 0.5 - 0.01));
  assert.equal(clock.at(end + FLYWHEEL_BEATS * 0.5 + 0.01), undefined);
});

test('ticks lost on the way are counted when the next one comes', () => {
  const clock = createMidiClock();
  clock.start();
  tick(clock, 97, 120, 0);
  const end = tick(clock, 20, 120, (97 + 10) * periodOf(120));
  assert.ok(Math.abs(Number(clock.at(end)?.beat) - 126 / TICKS_A_BEAT) < 1e-6);
});

test('a new tempo is told within half a beat, without a gap and without losing a tick', () => {
  const clock = createMidiClock();
  clock.start();
  let end = tick(clock, 480, 120, 0, 0.002);
  for (let i = 0; i < 12; i++) {
    end = tick(clock, 1, 150, end + periodOf(150), 0.002, i);
    assert.ok(clock.at(end), 'no gap');
  }
  assert.ok(Math.abs(Number(clock.at(end)?.bpm) - 150) < 3, `${clock.at(end)?.bpm}`);
  end = tick(clock, 200, 150, end + periodOf(150), 0.002);
  assert.ok(Math.abs(Number(clock.at(end)?.beat) - 691 / TICKS_A_BEAT) < 0.05, `${clock.at(end)?.beat}`);
});

test('a clock that comes back after a pause is read anew', () => {
  const clock = createMidiClock();
  clock.start();
  tick(clock, 97, 120, 0);
  tick(clock, 1, 90, 60);
  assert.equal(clock.at(60), undefined);
  clock.start();
  const end = tick(clock, 97, 90, 60.5);
  assert.ok(Math.abs(Number(clock.at(end)?.bpm) - 90) < 1, `${clock.at(end)?.bpm}`);
});

test('ticks all at once, and ticks far too fast, give no tempo instead of a wild one', () => {
  const clock = createMidiClock();
  for (let i = 0; i < 200; i++) clock.tick(1);
  assert.equal(clock.at(1), undefined);
  for (let i = 0; i < 200; i++) clock.tick(1 + i * 1e-4);
  assert.equal(clock.at(1.02), undefined);
});
