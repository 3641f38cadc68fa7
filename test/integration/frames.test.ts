/** `neonfern frames` against the real server: what a program that reads it gets, byte by byte. */

import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { monotonicClock } from '../../engine/clock.io.ts';
import { runFrames } from '../../engine/frames.io.ts';
import { FRAME_HEADROOM_BYTES, type Frame } from '../../engine/ports.ts';
import { pixelBytes } from '../../engine/render/pixel-format.ts';
import { openServer } from '../../engine/wire/server.io.ts';
import { eventually, freePort } from '../helpers/engine-process.ts';

const HEAD = 'YUV4MPEG2 W16 H8 F50:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\n';
const PICTURE = 'FRAME\n'.length + pixelBytes('i420', 16, 8);

function openAt(port: number) {
  return openServer({
    ...{ host: '127.0.0.1', port, pages: tmpdir(), clock: monotonicClock },
    thumbnail: () => '',
    onControl: () => {},
    snapshot: () => ({ params: {}, presets: [] }),
    log: () => {},
  });
}

function frameOf(width: number, height: number, luma: number): Frame {
  const bytes = new Uint8Array(FRAME_HEADROOM_BYTES + pixelBytes('i420', width, height)).fill(luma);
  return { width, height, format: 'i420', bytes, release() {} };
}

test('pictures come at their rate and size, are repeated when none comes, and outlive the engine', {
  timeout: 30_000,
}, async () => {
  const port = await freePort();
  let server = await openAt(port);
  const out = new PassThrough({ highWaterMark: 1 << 20 });
  const chunks: Buffer[] = [];
  out.on('data', (chunk: Buffer) => chunks.push(chunk));
  const all = () => Buffer.concat(chunks);
  const pictures = () => Math.floor((all().length - HEAD.length) / PICTURE);
  const lumaOf = (n: number) => all()[HEAD.length + n * PICTURE + 6] ?? -1;
  const said: string[] = [];
  const ended = runFrames({ url: server.url, fps: 50, out, say: (text) => said.push(text) });
  let sequence = 0;
  const send = (frame: Frame) => server.send(frame, { sequence: ++sequence, time: 0, audioTime: 0, waited: 0 });
  await eventually('the first picture', () => {
    send(frameOf(16, 8, 1));
    return pictures() > 3;
  });
  assert.equal(all().subarray(0, HEAD.length).toString('latin1'), HEAD);
  assert.equal(lumaOf(2), 1);
  assert.match(said.join(), /16×8, 50 a second/);
  const [before, start] = [pictures(), performance.now()];
  await eventually('twenty more of the same', () => pictures() >= before + 20);
  assert.ok(performance.now() - start > 300, 'no faster than they are due');
  await eventually('one of another size, at the first size', () => {
    send(frameOf(32, 16, 2));
    return lumaOf(pictures() - 1) === 2;
  });
  await server.close();
  const whenGone = pictures();
  await eventually('it goes on without an engine', () => pictures() > whenGone + 10);
  server = await openAt(port);
  await eventually('it is back', () => {
    send(frameOf(16, 8, 3));
    return lumaOf(pictures() - 1) === 3;
  });
  for (let n = 0; n < pictures(); n++) {
    const at = HEAD.length + n * PICTURE;
    assert.equal(
      all()
        .subarray(at, at + 6)
        .toString('latin1'),
      'FRAME\n',
    );
  }
  out.destroy();
  assert.equal(await ended, 0);
  await server.close();
});

test('without an engine it says so', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const frames = runFrames({ url, fps: 30, out: new PassThrough(), say: () => {} });
  await assert.rejects(frames, /no engine answers at/);
});
