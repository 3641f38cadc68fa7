/** Oracle: the reference picture, through real worker threads. The bound is what every renderer is held to, 2/255. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import { ACTIVATIONS, type Activation, type Cppn, type CppnSpec, conditionCount } from '../../engine/cppn/cppn.ts';
import { mixedSpec, seedNet } from '../../engine/cppn/seed.ts';
import { EngineError } from '../../engine/errors.ts';
import { FRAME_HEADROOM_BYTES, type Frame, type Renderer } from '../../engine/ports.ts';
import { seededRandom } from '../../engine/random.ts';
import { createCpuRenderer } from '../../engine/render/cpu.io.ts';
import { spawnWorker } from '../../engine/render/cpu-crew.io.ts';
import { type PixelFormat, pixelBytes, rgbaToI420 } from '../../engine/render/pixel-format.ts';
import { renderReference } from '../../engine/render/reference.ts';
import { type Grade, IDENTITY_VIEW, PLAIN_LOOK, type Scene, type View } from '../../engine/render/scene.ts';
import { symmetryFolds } from '../../engine/render/symmetry.ts';
import { SPEC_M, SPEC_S, STYLE } from '../helpers/nets.ts';

const ALL = mixedSpec({ width: 40, layers: 2, fourierPairs: 3, activations: Object.keys(ACTIVATIONS) as Activation[] });
const SINE = mixedSpec({ width: 16, layers: 3, fourierPairs: 6, activations: ['sin', 'cos'] });
const TURNED: View = [0.4, 0.9, 1.5, -0.9, 0.4, -0.7];
const GRADE: Grade = [1.1, 0.2, -0.1, 0.03, -0.05, 0.9, 0.1, -0.02, 0.3, -0.2, 1.2, 0];

function net(spec: CppnSpec, seed = 1): Cppn {
  return seedNet(spec, STYLE, seededRandom(seed));
}

interface Look {
  readonly view?: View;
  readonly grade?: Grade;
}

function scene(
  width: number,
  height: number,
  nets: readonly Cppn[],
  { view = IDENTITY_VIEW, grade }: Look = {},
): Scene {
  const random = seededRandom(nets.length);
  const layers = nets.map((of, i) => ({
    name: `layer ${i}`,
    net: of,
    weight: 1 / (i + 1),
    condition: Float32Array.from({ length: conditionCount(of.spec) }, () => 2 * random() - 1),
  }));
  return { ...PLAIN_LOOK, time: 0, audioTime: 0, width, height, view, layers, grade: grade ?? null };
}

function expected(of: Scene, format: PixelFormat): Uint8Array {
  const rgba = renderReference(of);
  if (format === 'rgba') return rgba;
  const i420 = new Uint8Array(pixelBytes('i420', of.width, of.height));
  rgbaToI420(rgba, i420, of.width, of.height);
  return i420;
}

function pixels(frame: Frame): Uint8Array {
  return frame.bytes.subarray(FRAME_HEADROOM_BYTES);
}

function worstDifference(a: Uint8Array, b: Uint8Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}

let renderer: Renderer;
before(async () => {
  renderer = await createCpuRenderer({ threads: 2 });
});
after(() => renderer.close());

const seeds = (spec: CppnSpec, count: number) => Array.from({ length: count }, (_, i) => net(spec, i + 1));

for (const [title, of] of [
  ['one net', scene(96, 54, [net(SPEC_S)])],
  ['the larger net, graded', scene(96, 54, [net(SPEC_M)], { grade: GRADE })],
  ['two nets of different kinds', scene(96, 54, [net(SPEC_S), net(SPEC_M)])],
  ['every activation at once', scene(96, 54, [net(ALL)])],
  ['eight layers of three kinds', scene(64, 36, [...seeds(SPEC_S, 3), ...seeds(ALL, 3), ...seeds(SINE, 2)])],
  ['the same net twice', scene(64, 36, [net(SINE), net(SINE)])],
  ['a turned and moved view, graded', scene(96, 54, seeds(SINE, 2), { view: TURNED, grade: GRADE })],
  ['the smallest frame', scene(2, 2, [net(SPEC_S)])],
  ['a frame narrower than a tile', scene(14, 6, seeds(SPEC_S, 2))],
  ['a frame one pixel pair wider than a tile', scene(66, 4, [net(SPEC_S)], { grade: GRADE })],
  ['a frame that ends inside a group', scene(150, 10, [net(SPEC_S)])],
] as const) {
  for (const format of ['rgba', 'i420'] as const) {
    test(`${title} is the reference's picture within 2/255 as ${format}`, async () => {
      const frame = await renderer.render(of, format);
      const worst = worstDifference(pixels(frame), expected(of, format));
      frame.release();
      assert.ok(worst <= 2, `worst difference ${worst}`);
    });
  }
}

test('a frame of 1280×720 has the reference’s pixels where they are sampled', async () => {
  const of = scene(1280, 720, seeds(SPEC_S, 2), { view: TURNED });
  const frame = await renderer.render(of, 'rgba');
  // A cut-out of the frame is a frame of its own size under another view: same pixel pitch, other middle.
  const [x0, y0] = [1216, 680];
  const shift = (size: number, whole: number, from: number) => (Math.PI * (2 * from + size - whole)) / 720;
  const [u, v] = [shift(64, 1280, x0), shift(40, 720, y0)];
  const [a, b, c, d, e, f] = TURNED;
  const k = 40 / 720;
  const view: View = [a * k, b * k, a * u + b * v + c, d * k, e * k, d * u + e * v + f];
  const part = renderReference({ ...of, width: 64, height: 40, view });
  const cut = Uint8Array.from({ length: part.length }, (_, i) => {
    const [row, rest] = [Math.floor(i / 256), i % 256];
    return pixels(frame)[4 * ((y0 + row) * 1280 + x0) + rest] ?? 0;
  });
  frame.release();
  assert.ok(worstDifference(cut, part) <= 2);
});

test('a kaleidoscope, mirrors and none follow one another from frame to frame', async () => {
  const of = scene(80, 36, seeds(SPEC_S, 2), { view: TURNED });
  for (const folds of [
    symmetryFolds('kaleidoscope', 3, 0.02),
    symmetryFolds('quad', 1, 0),
    [],
    symmetryFolds('mirror x', 1, 0.1),
  ]) {
    const frame = await renderer.render({ ...of, folds }, 'rgba');
    assert.ok(worstDifference(pixels(frame), expected({ ...of, folds }, 'rgba')) <= 2);
    frame.release();
  }
});

test('alpha is opaque everywhere', async () => {
  const frame = await renderer.render(scene(34, 6, [net(SPEC_S)]), 'rgba');
  assert.ok(pixels(frame).every((value, i) => i % 4 !== 3 || value === 255));
  frame.release();
});

test('the scene is left as it was', async () => {
  const of = scene(32, 18, seeds(SPEC_S, 2), { grade: GRADE });
  const copy = structuredClone(of);
  (await renderer.render(of, 'rgba')).release();
  assert.deepEqual(of, copy);
});

test('the same net follows its condition, its view and its size from frame to frame', async () => {
  const of = net(SPEC_S);
  const louder = { ...scene(64, 36, [of]), layers: scene(64, 36, [of, of]).layers.slice(1) };
  for (const each of [scene(64, 36, [of]), louder, scene(64, 36, [of], { view: TURNED }), scene(128, 72, [of])]) {
    const frame = await renderer.render(each, 'rgba');
    assert.ok(worstDifference(pixels(frame), expected(each, 'rgba')) <= 2);
    frame.release();
  }
});

test('a frame stays as it is until it is released', async () => {
  const of = scene(64, 36, [net(SPEC_S)]);
  const frame = await renderer.render(of, 'rgba');
  const before = pixels(frame).slice();
  for (const seed of [2, 3, 4]) (await renderer.render(scene(64, 36, [net(SPEC_S, seed)]), 'rgba')).release();
  assert.deepEqual(pixels(frame), before);
  frame.release();
});

test('frames have header room that nobody writes to, and come from a pool', async () => {
  const of = scene(64, 36, [net(SPEC_S)]);
  const first = await renderer.render(of, 'i420');
  assert.equal(first.bytes.length, FRAME_HEADROOM_BYTES + pixelBytes('i420', 64, 36));
  const address = first.bytes.byteOffset;
  first.bytes.fill(9, 0, FRAME_HEADROOM_BYTES);
  first.release();
  const second = await renderer.render(of, 'i420');
  assert.equal(second.bytes.byteOffset, address);
  assert.ok(second.bytes.subarray(0, FRAME_HEADROOM_BYTES).every((value) => value === 9));
  second.release();
});

test('more frames than three may be out; past the bound the render is refused, and works again after a release', async () => {
  const of = scene(32, 18, [net(SPEC_S)]);
  const out: Frame[] = [];
  await assert.rejects(
    async () => {
      for (;;) out.push(await renderer.render(of, 'rgba'));
    },
    (error) => error instanceof EngineError && error.code === 'renderer' && /still being sent/.test(error.message),
  );
  assert.ok(out.length > 3);
  for (const frame of out) frame.release();
  (await renderer.render(of, 'rgba')).release();
});

test('a second release does nothing', async () => {
  const of = scene(32, 18, [net(SPEC_S)]);
  const first = await renderer.render(of, 'rgba');
  first.release();
  const second = await renderer.render(of, 'rgba');
  first.release();
  const third = await renderer.render(of, 'rgba');
  assert.notEqual(second.bytes.byteOffset, third.bytes.byteOffset);
  second.release();
  third.release();
});

test('nets are prepared while frames are rendered', async () => {
  const of = scene(320, 180, [net(SPEC_S)]);
  const prepared = [net(ALL, 7), net(SPEC_M, 8)].map((each) => renderer.prepare(each));
  for (let i = 0; i < 5; i++) {
    const frame = await renderer.render(of, 'rgba');
    frame.release();
  }
  await Promise.all(prepared);
});

for (const [width, height] of [
  [0, 10],
  [15, 10],
  [4098, 10],
  [16, Number.NaN],
] as const) {
  test(`a frame of ${width}×${height} is refused`, async () => {
    await assert.rejects(renderer.render(scene(width, height, [net(SPEC_S)]), 'rgba'), { code: 'renderer' });
  });
}

test('a scene of ten layers is refused', async () => {
  await assert.rejects(renderer.render(scene(16, 16, seeds(SINE, 10)), 'rgba'), { code: 'renderer' });
});

test('when a thread dies the frame is refused, and the next ones are whole', async () => {
  const workers: Worker[] = [];
  const spawn = (member: Parameters<typeof spawnWorker>[0]) => {
    const worker = spawnWorker(member);
    workers.push(worker);
    return worker;
  };
  const mortal = await createCpuRenderer({ threads: 2, spawn });
  try {
    await mortal.prepare(net(SPEC_M));
    const large = mortal.render(scene(2048, 2048, seeds(SPEC_M, 4)), 'rgba');
    await Promise.all([
      assert.rejects(large, (error) => error instanceof EngineError && /thread died/.test(error.message)),
      workers[1]?.terminate(),
    ]);
    const of = scene(96, 54, [net(SPEC_M), net(SPEC_S)]);
    const frame = await mortal.render(of, 'rgba');
    assert.ok(worstDifference(pixels(frame), expected(of, 'rgba')) <= 2);
    assert.equal(workers.length, 3);
  } finally {
    await mortal.close();
  }
});

test('a frame that is abandoned is refused at once, and the next ones are whole', async () => {
  const of = scene(64, 36, [net(SPEC_S)]);
  const whole = await renderer.render(of, 'rgba');
  const large = renderer.render(scene(4096, 2160, [net(SPEC_M)]), 'rgba');
  setTimeout(() => renderer.abandon?.(), 20);
  await assert.rejects(large, (error) => error instanceof EngineError && /abandoned/.test(error.message));
  const next = await renderer.render(of, 'rgba');
  assert.deepEqual(next.bytes.subarray(FRAME_HEADROOM_BYTES), whole.bytes.subarray(FRAME_HEADROOM_BYTES));
  whole.release();
  next.release();
});

test('abandoning when nothing is drawn, or a net is being prepared, does nothing', async () => {
  renderer.abandon?.();
  const prepared = renderer.prepare(net(SPEC_M, 11));
  const timer = setInterval(() => renderer.abandon?.(), 1);
  await prepared;
  clearInterval(timer);
  (await renderer.render(scene(64, 36, [net(SPEC_S)]), 'rgba')).release();
});

test('a renderer whose threads cannot start says so', async () => {
  const spawn = (member: Parameters<typeof spawnWorker>[0]) => {
    const worker = spawnWorker(member);
    void worker.terminate();
    return worker;
  };
  await assert.rejects(createCpuRenderer({ threads: 1, spawn }), { code: 'renderer' });
});

test('one thread alone gives the picture too', async () => {
  const alone = await createCpuRenderer({ threads: 1 });
  const of = scene(66, 38, [net(SPEC_S), net(SINE)]);
  const frame = await alone.render(of, 'i420');
  assert.ok(worstDifference(pixels(frame), expected(of, 'i420')) <= 2);
  await alone.close();
});

test('closing refuses the frame that is being rendered', async () => {
  const closing = await createCpuRenderer({ threads: 2 });
  await closing.prepare(net(SPEC_M));
  const frame = closing.render(scene(1280, 720, [net(SPEC_M)]), 'rgba');
  await Promise.all([
    assert.rejects(frame, { code: 'renderer' }),
    new Promise(setImmediate).then(() => closing.close()),
  ]);
});

test('a WebSocket sends a frame from the shared memory', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const [socket] = (await once(server, 'connection')) as [WebSocket];
  const frame = await renderer.render(scene(320, 180, [net(SPEC_S)]), 'rgba');
  const received = once(client, 'message');
  socket.send(frame.bytes);
  const [message] = (await received) as [Buffer];
  assert.ok(Buffer.from(frame.bytes).equals(message));
  frame.release();
  client.terminate();
  server.close();
});

test('a socket writes a frame from the shared memory', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const client = connect(port, '127.0.0.1');
  const [socket] = await once(server, 'connection');
  const frame = await renderer.render(scene(320, 180, [net(SPEC_S)]), 'rgba');
  socket.end(frame.bytes);
  const parts: Buffer[] = [];
  for await (const part of client) parts.push(part);
  assert.ok(Buffer.from(frame.bytes).equals(Buffer.concat(parts)));
  frame.release();
  server.close();
});
