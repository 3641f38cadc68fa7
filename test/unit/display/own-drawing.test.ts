import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CppnDrawing, ownDrawing } from '../../../display/own-drawing.ts';
import { writeNet, writeScene } from '../../../engine/wire/scene-message.ts';
import { manualClock } from '../../helpers/manual-clock.ts';
import { tinyPreset } from '../../helpers/nets.ts';
import { sceneOf } from '../../helpers/scenes.ts';

const { net } = tinyPreset('x');
const SCREEN = { width: 1920, height: 1080 };

/** An own drawing on a manual clock; the GPU takes `cost` for all pixels of the screen, and so much less for fewer. */
function rig(cost: number, scale?: number) {
  const time = manualClock();
  const gpu = { cost, isReady: true, doneAt: 0 };
  const drawings: CppnDrawing[] = [];
  const said: string[] = [];
  const view = {
    size: SCREEN,
    isReady: () => gpu.isReady,
    draw(drawing: CppnDrawing) {
      drawings.push(drawing);
      gpu.doneAt = time.clock() + gpu.cost * (drawing.inner.width / SCREEN.width) ** 2;
    },
    isDone: () => time.clock() >= gpu.doneAt,
    resize() {},
    hide() {},
  };
  const after = (delay: number, run: () => void) => time.scheduler.at(time.clock() + delay, run);
  const ports = { view, now: time.clock, after, onTakes: (takes: string, why: string) => said.push(`${takes} ${why}`) };
  const own = ownDrawing(ports, scale);
  own.take(writeNet(0, net));
  let sequence = 0;
  /** Run for some seconds at 60 scenes and screens a second. @returns sequences acknowledged */
  async function run(seconds: number): Promise<number[]> {
    const drawn: number[] = [];
    for (let i = 0; i < Math.round(60 * seconds); i++) {
      const scene = sceneOf([net], { time: time.clock() });
      own.take(writeScene(scene, [{ place: 0, share: 1 }], { sequence: ++sequence, waited: 0, made: 0, follow: 1 }));
      drawn.push(...own.drawNewest('fill'));
      await time.advance(1 / 60);
    }
    return drawn;
  }
  return { own, gpu, drawings, said, run };
}

test('a GPU that keeps up draws every scene at the full size, and acknowledges each once', async () => {
  const { run, drawings, said } = rig(0.006);
  assert.deepEqual(
    await run(1),
    Array.from({ length: 60 }, (_, i) => i + 1),
  );
  assert.deepEqual(drawings.at(-1)?.inner, SCREEN);
  assert.deepEqual(said, ['scenes ']);
});

test('a GPU that needs 25 ms draws at three quarters and stays', async () => {
  const { run, drawings, said } = rig(0.025);
  await run(6);
  assert.deepEqual(drawings.at(-1)?.inner, { width: 1440, height: 810 });
  assert.deepEqual(said, ['scenes ']);
});

test('a GPU for which no size is small enough gives up after two seconds, once and for good, and says why', async () => {
  const { run, said, own } = rig(0.2);
  await run(1.5);
  assert.deepEqual(said, ['scenes ']);
  await run(5);
  assert.equal(said.length, 2);
  assert.match(said[1] ?? '', /^frames this GPU is too slow: \d+\.\d ms for 16\.7 ms$/);
  assert.match(own.line, /given up/);
});

test('one drawing that is not done after two seconds is enough to give up', async () => {
  const { run, said } = rig(60);
  await run(2.5);
  assert.match(said[1] ?? '', /^frames this GPU is too slow/);
});

test('a fixed scale is kept however slow', async () => {
  const { run, drawings, said } = rig(3, 0.5);
  await run(5);
  assert.deepEqual(drawings.at(-1)?.inner, { width: 960, height: 540 });
  assert.deepEqual(said, ['scenes ']);
});

test('what has to be compiled first is shown as frames until it is there', async () => {
  const { run, gpu, said } = rig(0.004);
  gpu.isReady = false;
  assert.deepEqual(await run(0.2), []);
  gpu.isReady = true;
  await run(0.2);
  gpu.isReady = false;
  await run(0.2);
  gpu.isReady = true;
  await run(0.2);
  assert.deepEqual(said, ['scenes ', 'both ', 'scenes ']);
});

test('a GPU that is lost three times is left alone', async () => {
  const { run, own, said } = rig(0.004);
  await run(0.1);
  own.lost();
  own.lost();
  assert.equal(own.takes, 'scenes');
  own.lost();
  assert.match(said.at(-1) ?? '', /^frames its GPU was lost 3 times$/);
  assert.deepEqual(await run(0.1), []);
});
