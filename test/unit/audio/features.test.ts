import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  clearHits,
  copyFeatures,
  createAnalyser,
  type FeatureFrame,
  gatherFeatures,
  restFeatures,
  restingFeatures,
} from '../../../engine/audio/features.ts';
import { drumLoop, framesOf, meanFrom, noise, RATE, sound } from '../../helpers/sounds.ts';

const numbersOf = (frame: FeatureFrame): number[] =>
  Object.values(frame).flatMap((value) => (value instanceof Float32Array ? [...value] : [Number(value)]));

const loop = drumLoop(12, 126);
const heard = framesOf(loop);

test('gives the same features to the bit whatever the block size', () => {
  const short = loop.subarray(0, 2 * RATE);
  const reference = framesOf(short).map(({ time, ...rest }) => numbersOf({ time: 0, ...rest }));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }), (blocks) => {
      const other = framesOf(short, { blocks });
      assert.equal(other.length, reference.length);
      other.forEach(({ time, ...rest }, i) => {
        assert.deepEqual(numbersOf({ time: 0, ...rest }), reference[i]);
        assert.ok(Math.abs(time - ((i + 1) * 256) / RATE) < 1e-9);
      });
    }),
    { numRuns: 12, seed: 4 },
  );
});

test('stamps each frame with the capture time of its newest sample', () => {
  assert.ok(Math.abs((heard[0]?.time ?? 0) - 256 / RATE) < 1e-9);
  assert.ok(Math.abs((heard[99]?.time ?? 0) - 25600 / RATE) < 1e-9);
});

test('finds the tempo of a steady loop and its beats', () => {
  const late = heard.filter((frame) => frame.time > 7);
  for (const frame of late) assert.ok(Math.abs(frame.bpm / 126 - 1) < 0.04, `${frame.bpm} bpm at ${frame.time}`);
  const far = late.map((frame) => {
    const turn = frame.beatPhase - (((frame.time * 126) / 60) % 1);
    return Math.abs(turn - Math.round(turn));
  });
  assert.ok(far.reduce((a, b) => a + b, 0) / far.length < 0.12);
});

test('finds kicks on the beats', () => {
  const kicks = heard.filter((frame) => frame.isKick && frame.time > 2).map((frame) => frame.time);
  assert.ok(kicks.length >= 15, `${kicks.length} kicks`);
  for (const time of kicks) {
    const beats = (time * 126) / 60;
    assert.ok(Math.abs(beats - Math.round(beats)) < 0.12, `kick at ${time}`);
  }
});

test('holds every feature in its range', () => {
  for (const frame of heard) {
    for (const value of numbersOf(frame)) assert.ok(Number.isFinite(value));
    const units = [
      frame.level,
      ...frame.bands,
      ...frame.hits,
      ...frame.presence,
      ...frame.chroma,
      frame.flatness,
      frame.onset,
    ];
    const more = [
      frame.kick,
      frame.snare,
      frame.hat,
      frame.percussiveness,
      frame.stereoWidth,
      frame.tempoConfidence,
      frame.beatPhase,
      frame.barPhase,
    ];
    for (const value of [...units, ...more]) assert.ok(value >= 0 && value <= 1, String(value));
    assert.ok(Math.abs(frame.novelty) <= 1 && Math.abs(frame.tuning) <= 0.5);
  }
});

test('never counts beats backwards', () => {
  heard.forEach((frame, i) => {
    assert.ok(frame.beat >= (heard[i - 1]?.beat ?? 0));
  });
});

for (const [name, samples] of [
  ['silence', new Float32Array(5 * RATE)],
  ['noise at −60 dBFS', noise(5, 0.001)],
  ['hum at −60 dBFS', sound(5, (time) => 0.00141 * Math.sin(2 * Math.PI * 50 * time))],
] as const) {
  test(`hears nothing in ${name}`, () => {
    for (const frame of framesOf(samples)) {
      assert.ok(!frame.gateOpen && !frame.isOnset && !frame.isKick && !frame.isSnare && !frame.isHat);
      assert.equal(frame.level, 0);
      assert.deepEqual([...frame.hits], [0, 0, 0, 0, 0]);
    }
  });
}

test('hears no onsets in steady hum over the gate once it has begun', () => {
  const hum = sound(8, (time) => 0.02 * Math.sin(2 * Math.PI * 50 * time) + 0.01 * Math.sin(2 * Math.PI * 100 * time));
  assert.equal(framesOf(hum).filter((frame) => frame.time > 0.5 && frame.isOnset).length, 0);
});

test('gives the same features for the same music 30 dB lower', () => {
  const low = framesOf(loop.map((x) => x * 10 ** (-30 / 20)));
  for (const of of [
    (frame: FeatureFrame) => frame.level,
    (frame: FeatureFrame) => frame.bands[0] ?? 0,
    (frame: FeatureFrame) => frame.hits[4] ?? 0,
    (frame: FeatureFrame) => frame.centroid,
    (frame: FeatureFrame) => frame.percussiveness,
  ]) {
    const loudMean = meanFrom(heard, 5, of);
    assert.ok(Math.abs(meanFrom(low, 5, of) / loudMean - 1) < 0.1);
  }
});

test('freezes the gain while the gate is closed', () => {
  const pause = new Float32Array(5 * RATE);
  const frames = framesOf(Float32Array.from([...loop.subarray(0, 4 * RATE), ...pause]));
  const closed = frames.filter((frame) => frame.time > 6 && !frame.gateOpen).map((frame) => frame.gain);
  assert.ok(closed.length > 400);
  assert.ok(closed.every((gain) => gain === closed[0]));
});

test('takes the offset out', () => {
  const tone = (time: number): number => 0.25 * Math.sin(2 * Math.PI * 440 * time);
  const offset = framesOf(sound(2, (time) => 0.25 + tone(time)));
  const plain = framesOf(sound(2, tone));
  for (const of of [
    (frame: FeatureFrame) => frame.rms,
    (frame: FeatureFrame) => frame.centroid,
    (frame: FeatureFrame) => frame.bands[2] ?? 0,
  ]) {
    assert.ok(
      Math.abs(meanFrom(offset, 1, of) - meanFrom(plain, 1, of)) < 1e-3 * Math.abs(meanFrom(plain, 1, of)) + 1e-3,
    );
  }
});

test('hears a stereo source with one dead channel as loud as the live one', () => {
  const stereo = Float32Array.from({ length: 2 * loop.length }, (_, i) => (i % 2 === 0 ? (loop[i / 2] ?? 0) : 0));
  const frames = framesOf(stereo, { channels: 2 });
  assert.ok(Math.abs(meanFrom(frames, 6, (frame) => frame.rms) - meanFrom(heard, 6, (frame) => frame.rms)) < 0.5);
  assert.ok(meanFrom(frames, 6, (frame) => frame.stereoWidth) < 0.01);
});

test('hears a stereo source with one channel wired backwards', () => {
  const stereo = Float32Array.from({ length: 2 * loop.length }, (_, i) => (loop[i >> 1] ?? 0) * (i % 2 === 0 ? 1 : -1));
  const frames = framesOf(stereo, { channels: 2 });
  assert.ok(meanFrom(frames, 6, (frame) => frame.rms) > meanFrom(heard, 6, (frame) => frame.rms) - 1);
});

for (const sampleRate of [22050, 44100, 96000, 192000]) {
  test(`finds the tempo at ${sampleRate} Hz`, () => {
    const frames = framesOf(drumLoop(10, 126, sampleRate), { sampleRate });
    assert.ok(Math.abs((frames.at(-1)?.bpm ?? 0) / 126 - 1) < 0.04, `${frames.at(-1)?.bpm} bpm`);
  });
}

test('survives samples that are not numbers', () => {
  const broken = loop.slice(0, RATE).map((x, n) => (n % 1000 === 0 ? Number.NaN : x));
  for (const value of framesOf(broken).flatMap(numbersOf)) assert.ok(Number.isFinite(value));
});

test('shows beats earlier by the offset', () => {
  const early = framesOf(loop, { options: { beatOffset: 0.05 } });
  const last = heard.at(-1);
  const ahead = ((early.at(-1)?.beat ?? 0) - (last?.beat ?? 0)) / ((last?.bpm ?? 1) / 60);
  assert.ok(Math.abs(ahead - 0.05) < 0.005);
});

test('takes the input gain before the gate', () => {
  const quiet = loop.subarray(0, RATE).map((x) => x * 1e-3);
  assert.ok(!framesOf(quiet).some((frame) => frame.gateOpen));
  assert.ok(framesOf(quiet, { options: { gainDecibels: 40 } }).some((frame) => frame.gateOpen));
});

test('forgets what it heard on reset', () => {
  const analyser = createAnalyser();
  const run = (): number[] => {
    const last = restingFeatures();
    const block = { samples: loop.subarray(0, RATE), frames: RATE, channels: 1, sampleRate: RATE, time: 1 };
    analyser.push(block, (frame) => copyFeatures(frame, last));
    return numbersOf(last);
  };
  const first = run();
  analyser.reset();
  assert.deepEqual(run(), first);
});

test('decays to rest by the same at 30 and at 120 calls a second', () => {
  const decay = (calls: number): FeatureFrame => {
    const frame = restingFeatures();
    copyFeatures(heard[900] ?? frame, frame);
    frame.kick = frame.hits[0] = 1;
    for (let i = 0; i < calls; i++) restFeatures(frame, 1 / calls);
    return frame;
  };
  const coarse = numbersOf(decay(30));
  numbersOf(decay(120)).forEach((value, i) => {
    assert.ok(
      Math.abs(value - (coarse[i] ?? 0)) < 1e-5 * Math.max(1, Math.abs(value)),
      `${i}: ${value} ≠ ${coarse[i]}`,
    );
  });
});

test('gathers the hits and the largest peak of all frames since it was cleared, and the newest of the rest', () => {
  const gathered = restingFeatures();
  const some = heard.slice(300, 500);
  for (const frame of some) gatherFeatures(frame, gathered);
  assert.equal(
    gathered.isKick,
    some.some((frame) => frame.isKick),
  );
  assert.ok(gathered.isOnset && !gathered.isDrop);
  assert.equal(gathered.peak, Math.max(...some.map((frame) => frame.peak)));
  assert.equal(gathered.time, some.at(-1)?.time);
  clearHits(gathered);
  assert.ok(!gathered.isKick && !gathered.isOnset && gathered.peak === 0);
});

test('tells the largest sample of the newest hop', () => {
  const click = new Float32Array(4 * 256);
  click[300] = -0.75;
  assert.deepEqual(
    framesOf(click).map((frame) => frame.peak),
    [0, 0.75, 0, 0],
  );
});

const pad = (seconds: number): Float32Array =>
  sound(seconds, (time) =>
    [220, 261.6, 329.6].reduce(
      (sum, f) => sum + 0.06 * Math.sin(2 * Math.PI * f * time) * (1 + 0.3 * Math.sin(time)),
      0,
    ),
  );
const joined = (...parts: readonly Float32Array[]): Float32Array =>
  Float32Array.from(parts.flatMap((part) => [...part]));

test('finds another tempo within 8 s', () => {
  const frames = framesOf(joined(drumLoop(12, 126), drumLoop(12, 100)));
  const late = frames.filter((frame) => frame.time > 12 + 8);
  for (const frame of late) assert.ok(Math.abs(frame.bpm / 100 - 1) < 0.04, `${frame.bpm} bpm at ${frame.time}`);
});

test('holds tempo and beat through a breakdown of 16 bars without drums, and marks it and the drop', () => {
  const bars = (16 * 4 * 60) / 126;
  const begin = (28 * 60) / 126;
  const frames = framesOf(joined(drumLoop(begin, 126), pad(bars), drumLoop(4, 126)));
  const held = frames.filter((frame) => frame.time > begin && frame.time < begin + bars);
  for (const frame of held) assert.ok(Math.abs(frame.bpm / 126 - 1) < 0.04, `${frame.bpm} bpm at ${frame.time}`);
  const last = held.at(-1);
  const turn = (last?.beatPhase ?? 0) - ((((last?.time ?? 0) * 126) / 60) % 1);
  assert.ok(Math.abs(turn - Math.round(turn)) < 0.15, `${turn} of a beat off`);
  const marked = (of: (frame: FeatureFrame) => boolean) => frames.filter(of).map((frame) => frame.time);
  const [down, ...more] = marked((frame) => frame.isBreakdown);
  assert.ok(down !== undefined && down > begin && down < begin + 2.5 && more.length === 0, `breakdown at ${down}`);
  const [up] = marked((frame) => frame.isDrop);
  assert.ok(up !== undefined && up > begin + bars && up < begin + bars + 2.5, `drop at ${up}`);
});

test('copies every feature', () => {
  const copy = restingFeatures();
  const source = heard[1000] ?? copy;
  copyFeatures(source, copy);
  assert.deepEqual(copy, source);
});
