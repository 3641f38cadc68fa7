/** Files played as if they came in by cable: against the clock, over their end, and through a stall. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openPacedSource } from '../../engine/audio/paced-source.io.ts';
import { openAudioSource } from '../../engine/audio/source.io.ts';
import { monotonicClock } from '../../engine/clock.io.ts';
import { EngineError } from '../../engine/errors.ts';
import type { AudioSource } from '../../engine/ports.ts';

/** A ramp: sample i is i ÷ 10000, so that every sample tells where it comes from. */
function ramp(frames: number, channels = 1) {
  const samples = Float32Array.from({ length: frames * channels }, (_, i) => Math.floor(i / channels) / 10000);
  return { samples, channels, sampleRate: 48000, duration: frames / 48000 };
}

interface Heard {
  readonly samples: number[];
  readonly times: number[];
  readonly arrivals: number[];
  readonly sizes: number[];
}

function listen(source: AudioSource, isEnough: (heard: Heard) => boolean): Promise<Heard> {
  const heard: Heard = { samples: [], times: [], arrivals: [], sizes: [] };
  return new Promise((done) => {
    source.onBlock = (block) => {
      heard.samples.push(...block.samples);
      heard.times.push(block.time);
      heard.arrivals.push(monotonicClock());
      heard.sizes.push(block.frames);
      if (!isEnough(heard)) return;
      // A late timer sends several blocks at once: those after the last that is wanted do not count.
      source.onBlock = () => {};
      done(heard);
    };
    source.onStatus = () => done(heard);
  });
}

const PLAYED = { source: 'file ramp', blockSize: 256 };

describe('a paced source', () => {
  test('plays every sample once, in order, and ends', async () => {
    const source = openPacedSource(ramp(1000, 2), { ...PLAYED, loop: false }, monotonicClock);
    const { samples, sizes } = await listen(source, () => false);
    assert.deepEqual(Float32Array.from(samples), ramp(1000, 2).samples);
    assert.deepEqual(sizes, [256, 256, 256, 232]);
    assert.deepEqual(source.status, { state: 'ended', source: 'file ramp' });
  });

  test('loops without a gap, inside a block', async () => {
    const source = openPacedSource(ramp(300), { ...PLAYED, loop: true }, monotonicClock);
    const { samples, sizes } = await listen(source, (heard) => heard.sizes.length === 4);
    await source.close();
    const expected = Float32Array.from({ length: 1024 }, (_, i) => (i % 300) / 10000);
    assert.deepEqual(Float32Array.from(samples), expected);
    assert.ok(sizes.every((size) => size === 256));
  });

  test('stamps blocks one block apart to the microsecond and never ahead of the clock', async () => {
    const source = openPacedSource(ramp(24000), { ...PLAYED, loop: false }, monotonicClock);
    const { times, arrivals } = await listen(source, (heard) => heard.times.length === 60);
    await source.close();
    // A busy machine may stall it once; every other step is exact.
    const uneven = times.slice(1).filter((time, i) => Math.abs(time - (times[i] ?? 0) - 256 / 48000) > 1e-6);
    assert.ok(uneven.length <= 1, `${uneven.length} uneven steps`);
    for (const [i, time] of times.entries()) assert.ok(time <= (arrivals[i] ?? 0), 'a sample from the future');
  });

  test('goes on where it was after a stall, with fresh times instead of a burst of old ones', async () => {
    const source = openPacedSource(ramp(48000), { ...PLAYED, loop: false }, monotonicClock);
    await listen(source, (heard) => heard.sizes.length === 3);
    const until = monotonicClock() + 0.6;
    while (monotonicClock() < until);
    const { samples, times } = await listen(source, (heard) => heard.sizes.length === 10);
    await source.close();
    // The stall is as long as 28800 samples; a few blocks may have been sent before it, with the third.
    assert.ok((samples[0] ?? 1) * 10000 < 20 * 256, `goes on at sample ${(samples[0] ?? 1) * 10000}`);
    assert.ok((times[0] ?? 0) >= until, `the first block is ${until - (times[0] ?? 0)} s old`);
  });

  test('is silent after close', async () => {
    const source = openPacedSource(ramp(48000), { ...PLAYED, loop: true }, monotonicClock);
    await listen(source, (heard) => heard.sizes.length === 1);
    await source.close();
    source.onBlock = () => assert.fail('a block after close');
    await new Promise((done) => setTimeout(done, 50));
  });
});

describe('opening by the settings', () => {
  const settings = {
    device: '',
    hostApi: '',
    channels: [1, 2] as [number, number],
    sampleRate: 0,
    blockSize: 512,
    loop: false,
  };

  test('the demo plays the shipped track and says so', async () => {
    const source = await openAudioSource({ ...settings, source: 'demo' }, monotonicClock);
    const { sizes } = await listen(source, (heard) => heard.sizes.length === 2);
    await source.close();
    assert.deepEqual(sizes, [512, 512]);
    assert.deepEqual(source.status, { state: 'running', source: 'demo track', sampleRate: 44100, channels: 2 });
  });

  test('an unknown source is refused with those that exist', async () => {
    await assert.rejects(
      openAudioSource({ ...settings, source: 'microphone' }, monotonicClock),
      (error) =>
        error instanceof EngineError && /expected auto, line, demo or file:PATH, got "micro/.test(error.message),
    );
  });

  test('a missing file is refused by its path', async () => {
    await assert.rejects(
      openAudioSource({ ...settings, source: 'file:/nowhere/x.wav' }, monotonicClock),
      (error) => error instanceof EngineError && error.message.startsWith('/nowhere/x.wav: there is no such file'),
    );
  });
});
