/** Records made-up pictures and sound, and reads the file back with ffmpeg. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FRAME_HEADROOM_BYTES, type Frame } from '../../engine/ports.ts';
import { createRecorder } from '../../engine/record/recorder.io.ts';
import { pixelBytes } from '../../engine/render/pixel-format.ts';

const RATE = 48_000;
const FPS = 50;
const FLASH = 1;
/** How long after its sound a frame is begun in these shows. */
const DELAY = 0.03;
const ffmpegMissing = spawnSync('ffmpeg', ['-version']).error ? 'ffmpeg is not installed' : false;
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-record-'));
  folders.push(folder);
  return folder;
}

function greyFrame(width: number, height: number, luma: number): Frame {
  const bytes = new Uint8Array(FRAME_HEADROOM_BYTES + pixelBytes('i420', width, height)).fill(128);
  bytes.fill(luma, FRAME_HEADROOM_BYTES, FRAME_HEADROOM_BYTES + width * height);
  return { width, height, format: 'i420', bytes, release() {} };
}

/** Two seconds of show into a file: a white flash of 0.1 s and a tone of 0.1 s that begin in the same moment. */
async function record(options: {
  format: 'mp4' | 'webm';
  size?: { width: number; height: number };
  sizeAt?: (time: number) => [number, number];
}) {
  const folder = scratch();
  const { format, size } = options;
  const recorder = createRecorder({ folder, fps: FPS, encoder: '', format, ...(size && { size }) });
  const notices: string[] = [];
  recorder.onNotice = (_, text) => notices.push(text);
  recorder.set(true);
  const flashes = (time: number) => time >= FLASH && time < FLASH + 0.1;
  for (let block = 0; block < (2.2 * RATE) / 240; block++) {
    const begin = (block * 240) / RATE;
    const samples = Float32Array.from({ length: 240 }, (_, i) =>
      flashes(begin + i / RATE) ? 0.5 * Math.sin(0.2 * (block * 240 + i)) : 0,
    );
    recorder.sound({ samples, frames: 240, channels: 1, sampleRate: RATE, time: 10 + begin + 240 / RATE });
    if (block % 4 !== 0) continue;
    const [width, height] = options.sizeAt?.(begin) ?? [160, 90];
    const stamp = { sequence: block, time: 10 + begin + DELAY, audioTime: 10 + begin, waited: 0 };
    recorder.picture(greyFrame(width, height, flashes(begin) ? 235 : 20), stamp);
  }
  recorder.set(false);
  await recorder.close();
  return { path: join(folder, readdirSync(folder)[0] ?? ''), notices };
}

function decode(path: string, ...args: string[]): Buffer {
  const { stdout, stderr, status } = spawnSync('ffmpeg', ['-v', 'error', '-i', path, ...args, '-'], {
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, String(stderr));
  return stdout;
}

for (const format of ['mp4', 'webm'] as const) {
  test(`a ${format} shows the flash when the tone sounds`, { skip: ffmpegMissing }, async () => {
    const { path, notices } = await record({ format });
    assert.match(notices.join('\n'), /^recording to .*\nrecorded .*/);
    const video = decode(path, '-f', 'rawvideo', '-pix_fmt', 'gray');
    const frames = video.length / (160 * 90);
    const bright = Array.from({ length: frames }, (_, i) => (video[i * 160 * 90 + 7000] ?? 0) > 128);
    const sound = decode(path, '-f', 'f32le', '-ac', '1', '-ar', String(RATE));
    const samples = new Float32Array(
      sound.buffer.slice(sound.byteOffset, sound.byteOffset + sound.length - (sound.length % 4)),
    );
    const seen = bright.indexOf(true) / FPS;
    const heard = samples.findIndex((value) => Math.abs(value) > 0.1) / RATE;
    assert.ok(Math.abs(seen - heard) <= 1 / FPS + 0.005, `seen at ${seen} s, heard at ${heard} s`);
    assert.ok(Math.abs(bright.filter(Boolean).length - 0.1 * FPS) <= 1);
    assert.ok(Math.abs(frames / FPS - 2.2) < 0.3, `${frames} frames`);
  });
}

test('a picture that changes its size is kept at the first one', { skip: ffmpegMissing }, async () => {
  const { path } = await record({ format: 'mp4', sizeAt: (time) => (time < 0.5 ? [160, 90] : [80, 46]) });
  const video = decode(path, '-f', 'rawvideo', '-pix_fmt', 'gray');
  const frames = video.length / (160 * 90);
  assert.ok(Number.isInteger(frames));
  const bright = Array.from({ length: frames }, (_, i) => (video[i * 160 * 90 + 160 * 89 + 159] ?? 0) > 128);
  assert.ok(Math.abs(bright.filter(Boolean).length - 0.1 * FPS) <= 1);
});

test('a recording that is begun while fewer pixels are rendered has the size of the show', {
  skip: ffmpegMissing,
}, async () => {
  const { path } = await record({ format: 'mp4', size: { width: 320, height: 180 }, sizeAt: () => [160, 90] });
  const video = decode(path, '-f', 'rawvideo', '-pix_fmt', 'gray');
  assert.ok(Math.abs(video.length / (320 * 180) / FPS - 2.2) < 0.3);
});

test('without ffmpeg it says so once and is off', async () => {
  const recorder = createRecorder({
    folder: scratch(),
    fps: FPS,
    encoder: '',
    format: 'mp4',
    program: 'no-such-ffmpeg',
  });
  const notices: string[] = [];
  recorder.onNotice = (level, text) => level === 'warning' && notices.push(text);
  const stopped = new Promise<void>((done) => {
    recorder.onStopped = done;
  });
  recorder.set(true);
  recorder.picture(greyFrame(16, 16, 0), { sequence: 0, time: 1, audioTime: 1, waited: 0 });
  await stopped;
  assert.equal(recorder.isOn, false);
  assert.equal(notices.length, 1);
  assert.match(notices[0] ?? '', /ffmpeg is not installed: apt install ffmpeg/);
  await recorder.close();
});

test('an encoder that ends early is said with its reason', { skip: ffmpegMissing }, async () => {
  const recorder = createRecorder({ folder: scratch(), fps: FPS, encoder: 'no-such-encoder', format: 'mp4' });
  const notices: string[] = [];
  recorder.onNotice = (level, text) => level === 'warning' && notices.push(text);
  const stopped = new Promise<void>((done) => {
    recorder.onStopped = done;
  });
  recorder.set(true);
  // ffmpeg opens its encoder when it has seen enough of the stream.
  let sequence = 0;
  const feeding = setInterval(() => {
    const time = 1 + sequence++ / FPS;
    const samples = new Float32Array(960);
    recorder.sound({ samples, frames: 960, channels: 1, sampleRate: RATE, time });
    recorder.picture(greyFrame(320, 180, 0), { sequence, time, audioTime: time, waited: 0 });
  }, 2);
  await stopped.finally(() => clearInterval(feeding));
  assert.match(notices[0] ?? '', /recording to .* ended: .*no-such-encoder/i);
  await recorder.close();
});

test('a folder that cannot be made is said, and the show goes on', async () => {
  const recorder = createRecorder({ folder: '/dev/null/recordings', fps: FPS, encoder: '', format: 'mp4' });
  const notices: string[] = [];
  recorder.onNotice = (_, text) => notices.push(text);
  recorder.set(true);
  recorder.picture(greyFrame(16, 16, 0), { sequence: 0, time: 1, audioTime: 1, waited: 0 });
  assert.match(notices[0] ?? '', /\/dev\/null\/recordings cannot be made/);
  assert.equal(recorder.isOn, false);
  await recorder.close();
});
