/**
 * Sound files against closed forms: tones written here byte by byte or by sox, the shipped track, and damage of every
 * kind, which must come out as one clear line or as a warning beside the sound.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { decodeAudioFile } from '../../engine/audio/audio-file.io.ts';
import { EngineError } from '../../engine/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'neonfern-audio-file-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const DEMO = fileURLToPath(new URL('../../engine/audio/demo/neon-fern.ogg', import.meta.url));

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A WAV of a stereo tone: left 440 Hz at half scale, right silent. */
function wav(options: { seconds?: number; format?: 1 | 3; bits?: 16 | 32; declaredBytes?: number } = {}): Uint8Array {
  const { seconds = 0.5, format = 1, bits = 16 } = options;
  const frames = Math.round(seconds * 44100);
  const data = frames * 2 * (bits / 8);
  const bytes = Buffer.alloc(44 + data);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + data, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(format, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(44100, 24);
  bytes.writeUInt32LE((44100 * 2 * bits) / 8, 28);
  bytes.writeUInt16LE((2 * bits) / 8, 32);
  bytes.writeUInt16LE(bits, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(options.declaredBytes ?? data, 40);
  for (let i = 0; i < frames; i++) {
    const value = 0.5 * Math.sin((2 * Math.PI * 440 * i) / 44100);
    if (bits === 16) bytes.writeInt16LE(Math.round(value * 32767), 44 + i * 4);
    else bytes.writeFloatLE(value, 44 + i * 8);
  }
  return bytes;
}

/** Frequency of channel 0 by rising zero crossings. */
function pitch(samples: Float32Array, channels: number, sampleRate: number): number {
  let first = -1;
  let last = -1;
  let crossings = 0;
  for (let i = channels; i < samples.length; i += channels) {
    if ((samples[i - channels] ?? 0) < 0 && (samples[i] ?? 0) >= 0) {
      if (first < 0) first = i;
      last = i;
      crossings++;
    }
  }
  return ((crossings - 1) * sampleRate * channels) / (last - first);
}

function peak(samples: Float32Array): number {
  return samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

const hasSox = (() => {
  try {
    execFileSync('sox', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
// In CI a skip is a failure: the tool is a dependency of the test there.
const needsSox = !hasSox && !process.env.CI ? 'sox is not installed' : false;

describe('decoding', () => {
  test('a 16-bit WAV keeps its tone, channels, rate and length', async () => {
    const sound = await decodeAudioFile(write('tone.wav', wav()));
    assert.equal(sound.channels, 2);
    assert.equal(sound.sampleRate, 44100);
    assert.equal(sound.duration, 0.5);
    assert.equal(sound.warning, undefined);
    assert.ok(Math.abs(peak(sound.samples) - 0.5) < 1e-3);
    assert.ok(Math.abs(pitch(sound.samples, 2, 44100) - 440) < 0.5);
    assert.equal(sound.samples[1001], 0, 'the right channel is silent');
  });

  test('a float WAV whose samples are not aligned in the file decodes exactly', async () => {
    const sound = await decodeAudioFile(write('float.wav', withOddChunk(wav({ format: 3, bits: 32 }))));
    assert.equal(sound.samples[200], Math.fround(0.5 * Math.sin((2 * Math.PI * 440 * 100) / 44100)));
  });

  for (const format of ['flac', 'mp3', 'ogg']) {
    test(`${format} written by sox keeps a tone's pitch and level`, { skip: needsSox }, async () => {
      const path = join(folder, `tone.${format}`);
      execFileSync('sox', ['-n', '-r', '48000', '-c', '2', path, 'synth', '2', 'sine', '440', 'gain', '-6']);
      const sound = await decodeAudioFile(path);
      assert.equal(sound.warning, undefined);
      assert.equal(sound.sampleRate, 48000);
      assert.equal(sound.channels, 2);
      assert.ok(Math.abs(sound.duration - 2) < 0.06, `lasts ${sound.duration} s`);
      // The MP3 encoder itself takes 0.3 dB away: sox, decoding its own file, finds the same.
      const middle = sound.samples.subarray(48000, 144000);
      const hertz = pitch(middle, 2, 48000);
      assert.ok(Math.abs(hertz - 440) < 0.5, `sounds at ${hertz} Hz`);
      assert.ok(Math.abs(rms(middle) - 0.501 / Math.SQRT2) < 0.018, `RMS is ${rms(middle)}`);
    });
  }

  test('the shipped track is 77 s of undamaged stereo', async () => {
    const sound = await decodeAudioFile(DEMO);
    assert.deepEqual([sound.channels, sound.sampleRate, sound.duration], [2, 44100, 77]);
    assert.equal(sound.warning, undefined);
  });

  test('the content decides, not the name', async () => {
    const sound = await decodeAudioFile(write('really-a-wav.mp3', wav()));
    assert.equal(sound.duration, 0.5);
  });
});

describe('bad files', () => {
  const cases: readonly (readonly [string, () => string, RegExp])[] = [
    ['a missing file', () => join(folder, 'none.wav'), /none\.wav: there is no such file/],
    ['a folder', () => folder, /this is a folder/],
    ['an empty file', () => write('empty.wav', new Uint8Array(0)), /the file is empty/],
    ['text', () => write('text.wav', Buffer.from('not a sound')), /expected WAV, FLAC, MP3 or OGG Vorbis/],
    ['noise', () => write('noise.mp3', noise(70000)), /expected WAV, FLAC, MP3 or OGG Vorbis/],
    ['an M4A', () => write('a.mp3', Buffer.from('\0\0\0\x20ftypM4A ', 'latin1')), /it is MP4\/M4A/],
    ['a WAV without sound', () => write('none.wav', wav({ seconds: 0 })), /no sound in it/],
    ['a WAV cut inside its header', () => write('cut.wav', wav().subarray(0, 30)), /no sound in it/],
    ['a WAV of an unknown codec', () => write('codec.wav', patched(wav(), 20, 0x55)), /cannot be decoded/],
    ['a WAV at 1 Hz', () => write('slow.wav', patched(patched(wav(), 24, 1), 25, 0)), /sample rate/],
    [
      'a FLAC header with noise behind',
      () => write('f.flac', headThenNoise('fLaC')),
      /flac data is damaged|cannot be decoded/,
    ],
    [
      'an OGG header with noise behind',
      () => write('o.ogg', headThenNoise(readFileSync(DEMO).subarray(0, 58))),
      /ogg-vorbis data/,
    ],
  ];
  for (const [title, path, expected] of cases) {
    test(`${title} is refused in one line with a hint`, async () => {
      await assert.rejects(decodeAudioFile(path()), (error) => {
        assert.ok(error instanceof EngineError, String(error));
        assert.equal(error.code, 'audio-file');
        assert.match(error.message, expected);
        assert.doesNotMatch(error.message, /\n/);
        assert.ok(error.hint.length > 0);
        return true;
      });
    });
  }

  test('a WAV cut in half plays its first half and says so', async () => {
    const whole = wav();
    const sound = await decodeAudioFile(write('half.wav', whole.subarray(0, whole.length / 2)));
    assert.match(sound.warning ?? '', /half\.wav is cut off or damaged: 4\d %/);
    assert.ok(Math.abs(sound.duration - 0.25) < 0.001);
  });

  test('an OGG cut in half plays its first half and says so', async () => {
    const bytes = readFileSync(DEMO);
    const sound = await decodeAudioFile(write('half.ogg', bytes.subarray(0, bytes.length / 2)));
    assert.match(sound.warning ?? '', /its last page is missing|wrong checksum/);
    assert.ok(sound.duration > 30 && sound.duration < 47, `plays ${sound.duration} s`);
  });

  test('an OGG with flipped bytes says so and stays within full scale', async () => {
    const bytes = new Uint8Array(readFileSync(DEMO));
    for (let at = 100000; at < bytes.length; at += 50021) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
    const sound = await decodeAudioFile(write('flipped.ogg', bytes));
    assert.match(sound.warning ?? '', /pages have a wrong checksum/);
    assert.ok(peak(sound.samples) <= 1);
  });

  test('a FLAC that breaks in the middle says how much of it can be read', { skip: needsSox }, async () => {
    const path = join(folder, 'whole.flac');
    execFileSync('sox', ['-n', '-r', '44100', '-c', '2', path, 'synth', '3', 'pinknoise']);
    const bytes = new Uint8Array(readFileSync(path));
    bytes.set(noise(3000), bytes.length >> 1);
    const sound = await decodeAudioFile(write('broken.flac', bytes));
    assert.match(sound.warning ?? '', /broken\.flac is cut off or damaged: \d+ %/);
  });

  test('not-a-number and endless samples come out as silence', async () => {
    const bytes = Buffer.from(wav({ format: 3, bits: 32 }));
    bytes.writeFloatLE(Number.NaN, 44);
    bytes.writeFloatLE(Number.POSITIVE_INFINITY, 48);
    bytes.writeFloatLE(7, 52);
    const sound = await decodeAudioFile(write('nan.wav', bytes));
    assert.deepEqual([...sound.samples.subarray(0, 3)], [0, 0, 1]);
  });

  test('any bytes give sound or an EngineError', async () => {
    const heads = ['', 'RIFF\x24\0\0\0WAVEfmt \x10\0\0\0', 'fLaC\0\0\0\x22', 'ID3\x04\0\0\0\0\0\0', '\xff\xfb\x90\0'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 600 }), async (head, tail) => {
        const path = write('any', Buffer.concat([Buffer.from(head, 'latin1'), tail]));
        await decodeAudioFile(path).catch((error) => assert.ok(error instanceof EngineError, String(error)));
      }),
      { numRuns: 150 },
    );
  });
});

function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
}

function headThenNoise(head: string | Uint8Array): Uint8Array {
  return Buffer.concat([typeof head === 'string' ? Buffer.from(head, 'latin1') : head, noise(20000)]);
}

function patched(bytes: Uint8Array, at: number, value: number): Uint8Array {
  bytes[at] = value;
  return bytes;
}

/** Put an 18-byte chunk before the sound, so that it no longer starts on a multiple of four. */
function withOddChunk(bytes: Uint8Array): Uint8Array {
  const chunk = Buffer.from('LIST\x0a\0\0\0abcdefghij', 'latin1');
  return Buffer.concat([bytes.subarray(0, 36), chunk, bytes.subarray(36)]);
}
