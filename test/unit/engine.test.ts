import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analyser, createAnalyser, type FeatureFrame, restingFeatures } from '../../engine/audio/features.ts';
import type { ControlEvent, ParamValue } from '../../engine/control/parameter.ts';
import type { Cppn } from '../../engine/cppn/cppn.ts';
import { type Engine, startEngine } from '../../engine/engine.ts';
import { EngineError } from '../../engine/errors.ts';
import { type AudioSource, FRAME_HEADROOM_BYTES, type FrameSink, type Renderer } from '../../engine/ports.ts';
import type { Scene } from '../../engine/render/scene.ts';
import type { Status } from '../../engine/wire/protocol.ts';
import { manualClock } from '../helpers/manual-clock.ts';
import { tinyPreset } from '../helpers/nets.ts';

/** An engine on a manual clock; a render takes `cost(n)` Seconds, or fails when that is an error. */
function rig(
  cost: (n: number) => number | EngineError = () => 0.004,
  options = { adapt: false },
  status: AudioSource['status'] = { state: 'starting', source: 'test' },
  luma: (frame: number) => number = () => 0,
  analyser: Analyser = createAnalyser(),
) {
  const time = manualClock();
  const scenes: Scene[] = [];
  const preparations: Cppn[] = [];
  const sent: { sequence: number; at: number }[] = [];
  const params: Record<string, ParamValue>[] = [];
  const statuses: Omit<Status, 'displays' | 'drawing' | 'dropped' | 'latency'>[] = [];
  const heard: FeatureFrame[] = [];
  const lines: string[] = [];
  const lumas: number[] = [];
  const audio: AudioSource = {
    status,
    onBlock: () => {},
    onStatus: () => {},
    close: async () => {},
  };
  let giveUp = () => {};
  const renderer: Renderer = {
    name: 'cpu',
    detail: 'test',
    prepare: (net) => {
      preparations.push(net);
      return new Promise((resolve) => time.scheduler.at(time.clock() + 0.05, resolve));
    },
    render: (scene) =>
      new Promise((resolve, reject) => {
        scenes.push(scene);
        const spent = cost(scenes.length);
        if (spent instanceof EngineError) return reject(spent);
        const bytes = new Uint8Array(38).fill(luma(scenes.length), FRAME_HEADROOM_BYTES);
        const frame = { width: 2, height: 2, format: 'i420' as const, bytes, release: () => {} };
        time.scheduler.at(time.clock() + spent, () => resolve(frame));
        giveUp = () => reject(new EngineError('renderer', 'abandoned'));
      }),
    abandon: () => giveUp(),
    close: async () => {},
  };
  const wants = { pixels: true };
  const sink: FrameSink = {
    format: 'i420',
    lead: 0,
    get wantsPixels() {
      return wants.pixels;
    },
    sendScene: () => {},
    sendPreview: () => {},
    send: (frame, { sequence }) => {
      sent.push({ sequence, at: time.clock() });
      lumas.push(frame.bytes[FRAME_HEADROOM_BYTES] ?? 0);
    },
    sendParams: (values) => params.push({ ...values }),
    sendMeters: (features) => heard.push(structuredClone(features)),
    sendStatus: (status) => statuses.push(structuredClone(status)),
    log: (_, text) => lines.push(text),
  };
  const library = [tinyPreset('amber', 1), tinyPreset('birch', 2), tinyPreset('cedar', 3)];
  const engine: Engine = startEngine(
    { ...time, audio, analyser, renderer, sink, library: () => library },
    { width: 640, height: 360, fps: 50, ...options },
  );
  return { ...time, engine, audio, library, preparations, scenes, sent, params, statuses, heard, lines, lumas, wants };
}

const set = (param: string, value: ParamValue): ControlEvent => ({ param, op: 'set', value, origin: 'page' });

test('frames are due on a drift-free grid', async () => {
  const { advance, scenes, engine } = rig();
  await advance(2);
  engine.stop();
  assert.equal(scenes.length, 101);
  scenes.forEach((scene, i) => assert.ok(Math.abs(scene.time - i * 0.02) < 1e-9, `frame ${i} at ${scene.time}`));
});

test('a renderer that needs 30 ms of a 20 ms period runs back to back, is counted late, and nothing queues', async () => {
  const { advance, scenes, statuses } = rig(() => 0.03);
  await advance(2);
  assert.equal(scenes.length, 67);
  assert.ok((statuses.at(-1)?.late ?? 0) >= 30);
});

test('nets are prepared one at a time, the playing one first, and the picture waits for none of the others', async () => {
  const { advance, engine, library, preparations, sent } = rig();
  engine.control(set('fade.time', 0));
  engine.control(set('preset.go', 'cedar'));
  await advance(0.03);
  assert.equal(preparations.length, 1);
  assert.equal(sent.length, 2);
  await advance(0.2);
  const [amber, birch, cedar] = library.map(({ net }) => net);
  assert.deepEqual(preparations, [amber, cedar, birch]);
});

test('after a stall of a second the show goes on from now, and does not run fast to catch up', async () => {
  const { advance, scenes, sent } = rig((n) => (n === 10 ? 1 : 0.004));
  await advance(3);
  const gaps = scenes.slice(1).map((scene, i) => scene.time - (scenes[i]?.time ?? 0));
  assert.equal(gaps.filter((gap) => gap > 0.5).length, 1);
  assert.ok(gaps.every((gap) => gap > 0.019));
  assert.equal(sent.length, new Set(sent.map(({ sequence }) => sequence)).size);
});

test('of many sets to one parameter between two frames the newest acts', async () => {
  const { advance, engine, params } = rig();
  await advance(0.1);
  params.length = 0;
  for (let i = 0; i <= 100; i++) engine.control(set('master.brightness', i / 100));
  await advance(0.05);
  assert.equal(engine.params['master.brightness'], 1);
  assert.ok(params.length <= 1);
});

test('an unknown parameter and a senseless value are dropped', async () => {
  const { advance, engine } = rig();
  engine.control(set('no.such', 1));
  engine.control(set('master.brightness', 'bright'));
  await advance(0.1);
  assert.equal(engine.params['master.brightness'], 1);
});

test('a failing renderer is said once, is tried again, and the show comes back', async () => {
  const { advance, sent, lines } = rig((n) => (n > 5 && n < 12 ? new EngineError('renderer', 'device lost') : 0.004));
  await advance(3);
  assert.equal(lines.filter((line) => /device lost/.test(line)).length, 1);
  assert.ok((sent.at(-1)?.at ?? 0) > 2.9);
});

test('a renderer that is too slow gets a smaller picture, and the performer is told', async () => {
  const { advance, scenes, lines } = rig(() => 0.03, { adapt: true });
  await advance(3);
  assert.ok((scenes.at(-1)?.width ?? 640) < 640);
  assert.ok(lines.some((line) => /resolution down to 480×270/.test(line)));
});

test('kicks between two frames reach the next frame', async () => {
  const { advance, audio, heard, clock } = rig();
  const block = new Float32Array(480 * 2);
  for (let i = 0; i < 300; i++) {
    // A kick every half second: a falling sine of 150 ms.
    for (let n = 0; n < 480; n++) {
      const t = ((i * 480 + n) % 24000) / 48000;
      block.fill(
        0.8 * Math.exp(-t / 0.05) * Math.sin(2 * Math.PI * (50 * t + 3 * (1 - Math.exp(-t / 0.03)))),
        2 * n,
        2 * n + 2,
      );
    }
    audio.onBlock({ samples: block, frames: 480, channels: 2, sampleRate: 48000, time: clock() });
    await advance(0.01);
  }
  const peaks = heard.filter((features, i) => features.kick > 0.5 && (heard[i - 1]?.kick ?? 0) <= 0.5);
  assert.ok(peaks.length >= 4 && peaks.length <= 6, `${peaks.length} kicks`);
});

/** An ear that hears a hit in every block. */
const allHits: Analyser = {
  push: ({ time }, onFrame) => onFrame({ ...restingFeatures(), time, isOnset: true }),
  configure: () => {},
  reset: () => {},
};
const block = (time: number) => ({ samples: new Float32Array(2), frames: 1, channels: 2, sampleRate: 48000, time });
const hitRig = (cost: number) =>
  rig(
    () => cost,
    { adapt: false },
    { state: 'running', source: 'test', sampleRate: 48000, channels: 2 },
    undefined,
    allHits,
  );
const milliseconds = (times: readonly number[]) => times.map((time) => Math.round(1000 * time));

test('a hit between two frames begins its frame at once, and the grid goes on from there', async () => {
  const { advance, audio, scenes } = hitRig(0.004);
  await advance(0.051);
  audio.onBlock(block(0.051));
  await advance(0.03);
  assert.deepEqual(milliseconds(scenes.map(({ time }) => time)), [0, 20, 40, 51, 71]);
});

test('a hit while a frame is drawn starts it anew, and only one picture is sent', async () => {
  const { advance, audio, scenes, sent, lines } = hitRig(0.016);
  await advance(0.045);
  audio.onBlock(block(0.045));
  await advance(0.035);
  assert.deepEqual(milliseconds(scenes.map(({ time }) => time)), [0, 20, 40, 45, 65]);
  assert.equal(scenes[3]?.audioTime, 0.045);
  assert.deepEqual(milliseconds(sent.map(({ at }) => at)), [16, 36, 61]);
  assert.deepEqual(
    lines.filter((line) => /abandoned/.test(line)),
    [],
  );
});

test('a second hit does not give up the frame that the first one began; its own follows at once', async () => {
  const { advance, audio, scenes, sent } = hitRig(0.016);
  await advance(0.051);
  audio.onBlock(block(0.051));
  await advance(0.01);
  audio.onBlock(block(0.061));
  await advance(0.023);
  assert.deepEqual(milliseconds(scenes.map(({ time }) => time)), [0, 20, 40, 51, 67]);
  assert.deepEqual(milliseconds(sent.map(({ at }) => at)), [16, 36, 67, 83]);
});

test('a hit in every block holds no picture back for longer than two frames', async () => {
  const { advance, audio, sent, clock } = hitRig(0.016);
  for (let i = 0; i < 400; i++) {
    audio.onBlock(block(clock()));
    await advance(0.005);
  }
  const gaps = sent.slice(1).map(({ at }, i) => at - (sent[i]?.at ?? 0));
  assert.ok(Math.max(...gaps) <= 0.032 + 1e-9, `${Math.max(...gaps)} s`);
});

test('without sound the features decay to rest', async () => {
  const { advance, audio, heard, clock } = rig();
  const samples = Float32Array.from({ length: 48000 }, (_, i) => 0.5 * Math.sin(i / 10));
  audio.onBlock({ samples, frames: 24000, channels: 2, sampleRate: 48000, time: clock() });
  await advance(0.1);
  assert.ok(Math.max(...heard.map((features) => features.level)) > 0.1);
  await advance(5);
  assert.ok((heard.at(-1)?.level ?? 1) < 0.01);
});

test('a lost line-in is said', async () => {
  const { advance, audio, lines, statuses } = rig();
  await advance(0.1);
  Object.assign(audio, { status: { state: 'lost', source: 'Scarlett', reason: 'unplugged' } });
  audio.onStatus({ state: 'lost', source: 'Scarlett', reason: 'unplugged' });
  await advance(0.1);
  assert.ok(lines.some((line) => /line-in lost: Scarlett: unplugged/.test(line)));
  assert.equal(statuses.at(-1)?.audio.state, 'lost');
});

test('a line-in that is absent from the start is said', async () => {
  const { advance, lines } = rig(undefined, undefined, { state: 'lost', source: 'plse', reason: 'no such device' });
  await advance(0.1);
  assert.deepEqual(lines, ['line-in lost: plse: no such device']);
});

/** A picture that flashes 6 times a second, at 50 frames a second. */
const strobe = (frame: number) => (frame % 8 < 4 ? 0 : 255);
const swing = (lumas: readonly number[]) => Math.max(...lumas) - Math.min(...lumas);

test('a picture that strobes is softened before it is sent, and the performer is told once', async () => {
  const { advance, lumas, lines } = rig(undefined, undefined, undefined, strobe);
  await advance(4);
  assert.ok(swing(lumas.slice(-50)) < 40, `swings by ${swing(lumas.slice(-50))}`);
  assert.equal(lines.filter((line) => /strobe guard/.test(line)).length, 1);
});

test('with the strobe guard off a strobe is sent as it is', async () => {
  const { advance, engine, lumas } = rig(undefined, undefined, undefined, strobe);
  engine.control({ param: 'master.strobeguard', op: 'set', value: false, origin: 'page' });
  await advance(4);
  assert.equal(swing(lumas.slice(-50)), 255);
});

test('a blackout goes dark at once, strobe or not', async () => {
  let isDark = false;
  const { advance, engine, lumas } = rig(undefined, undefined, undefined, (n) => (isDark ? 0 : strobe(n)));
  await advance(3);
  engine.control({ param: 'master.blackout', op: 'set', value: true, origin: 'page' });
  isDark = true;
  await advance(0.1);
  assert.equal(lumas.at(-1), 0);
});

test('the small pictures that the strobe guard alone looks at are not counted as what a frame costs', async () => {
  const { advance, engine, scenes, sent, statuses, wants } = rig(() => 0.01);
  await advance(1);
  assert.ok(Math.abs((statuses.at(-1)?.renderSeconds ?? 0) - 0.01) < 1e-6);
  wants.pixels = false;
  const before = sent.length;
  await advance(1);
  engine.stop();
  assert.equal(statuses.at(-1)?.renderSeconds, 0);
  assert.deepEqual([scenes.at(-1)?.width, scenes.at(-1)?.height], [64, 36]);
  assert.ok(sent.length <= before + 1);
});
