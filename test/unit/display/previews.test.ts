import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { movingScene } from '../../../display/moving-preset.ts';
import type { CppnView } from '../../../display/own-drawing.ts';
import { isHopeless, MOST_ROUNDS, previewPaced, roundsOf, startPreviewPace } from '../../../display/preview-pace.ts';
import { createPreviews, type Moment } from '../../../display/previews.ts';
import { makeShowFeed } from '../../../display/show-feed.ts';
import type { Scene } from '../../../engine/render/scene.ts';
import { writeNet, writeScene } from '../../../engine/wire/scene-message.ts';
import { tinyPreset } from '../../helpers/nets.ts';
import { sceneOf } from '../../helpers/scenes.ts';

const NET = tinyPreset('one', 1).net;
const SCENE = sceneOf([NET]);

describe('the pace of previews', () => {
  const after = (spent: number, rounds: number) =>
    Array.from({ length: rounds }).reduce<ReturnType<typeof startPreviewPace>>(
      (pace) => previewPaced(pace, spent),
      startPreviewPace(),
    );
  for (const [spent, rounds] of [
    [0.001, MOST_ROUNDS],
    [0.01, 10],
    [0.02, 5],
    [0.2, 2],
  ] as const) {
    test(`a GPU that takes ${1000 * spent} ms draws ${rounds} rounds a second`, () => {
      assert.ok(Math.abs(roundsOf(after(spent, 30)) - rounds) < 1e-6);
    });
  }

  test('one that takes 200 ms each time is given up, one whose first rounds alone take that long is not', () => {
    assert.equal(isHopeless(after(0.2, 30)), true);
    const compiled = [0.2, 0.2, ...Array.from({ length: 30 }, () => 0.002)].reduce(previewPaced, startPreviewPace());
    assert.equal(isHopeless(compiled), false);
    assert.equal(roundsOf(compiled), MOST_ROUNDS);
  });
});

/** Previews on a manual clock; the GPU takes `cost` Seconds for a round. */
function rig(cost = 0.001, isReady = true) {
  let now = 0;
  let doneAt = 0;
  const waiting: { at: number; run: () => void }[] = [];
  const drawn: Scene[] = [];
  const copied: string[] = [];
  const given: string[] = [];
  const seen = new Set(['a', 'b']);
  const view: CppnView = {
    size: { width: 192, height: 108 },
    isReady: () => isReady,
    draw({ scene }) {
      drawn.push(scene);
      doneAt = now + cost;
    },
    isDone: () => now >= doneAt,
    resize() {},
    hide() {},
  };
  const previews = createPreviews<string>({
    view,
    now: () => now,
    after: (delay, run) => waiting.push({ at: now + delay, run }),
    isSeen: (canvas) => seen.has(canvas),
    copy: (canvas) => copied.push(canvas),
    onGivenUp: (why) => given.push(why),
  });
  /** Let time pass in animation frames. */
  function pass(seconds: number): void {
    for (let step = 1; step <= 600 * seconds; step++) {
      now += 1 / 600;
      for (const due of waiting.splice(0)) {
        if (due.at <= now) due.run();
        else waiting.push(due);
      }
      if (step % 10 === 0) previews.draw();
    }
  }
  return { previews, pass, seen, drawn, copied, given };
}

const moment = (): Moment => ({ scene: SCENE, follow: 1 });

test('pictures that are seen are drawn twelve times a second, others not at all', () => {
  const { previews, pass, copied, seen } = rig();
  previews.show('a', moment);
  previews.show('unseen', moment);
  pass(0.5);
  copied.length = 0;
  pass(2);
  assert.ok(Math.abs(copied.length - 2 * MOST_ROUNDS) <= 4, `${copied.length} copies`);
  assert.ok(copied.every((canvas) => canvas === 'a'));
  seen.clear();
  copied.length = 0;
  pass(1);
  assert.equal(copied.length, 0);
});

test('a picture that was ended is not drawn, and one that was shown anew in its place is', () => {
  const { previews, pass, drawn } = rig();
  const end = previews.show('a', moment);
  const other = sceneOf([NET], { time: 7 });
  previews.show('a', () => ({ scene: other, follow: 1 }));
  end();
  pass(0.5);
  assert.ok(drawn.length > 0 && drawn.every((scene) => scene === other));
});

test('a GPU that takes 400 ms a round is given up once, with its time, and draws nothing more', () => {
  const { previews, pass, given, drawn } = rig(0.4);
  previews.show('a', moment);
  pass(20);
  assert.equal(given.length, 1);
  assert.match(previews.why, /too slow.*4\d\d ms/);
  const before = drawn.length;
  pass(2);
  assert.equal(drawn.length, before);
});

test('while a shader compiles nothing is drawn and nothing is given up', () => {
  const { previews, pass, copied, given } = rig(0.001, false);
  previews.show('a', moment);
  pass(5);
  assert.deepEqual([copied, given], [[], []]);
});

test('the feed gives the newest scene of each, once, gone as far as those that were not drawn would have', () => {
  const feed = makeShowFeed();
  const stamp = { sequence: 1, waited: 0, made: 0, follow: 0.5 };
  feed.take(writeNet(4, NET));
  feed.take(writeScene({ ...SCENE, time: 1 }, [{ place: 4, share: 1 }], stamp));
  feed.take(writeScene({ ...SCENE, time: 2 }, [{ place: 4, share: 1 }], stamp));
  feed.take(writeScene(SCENE, [{ place: 4, share: 1 }], { ...stamp, follow: 1 }, 'deck-b'));
  const output = feed.next('scene');
  assert.deepEqual([output?.scene.time, output?.follow], [2, 0.75]);
  assert.equal(feed.next('scene'), undefined);
  assert.equal(feed.next('deck-a'), undefined);
  assert.deepEqual(feed.next('deck-b')?.scene.layers[0]?.net, NET);
});

test('after the line broke nothing of before is given, and a scene without its nets is refused', () => {
  const feed = makeShowFeed();
  const stamp = { sequence: 1, waited: 0, made: 0, follow: 1 };
  feed.take(writeNet(0, NET));
  feed.take(writeScene(SCENE, [{ place: 0, share: 1 }], stamp));
  feed.clear();
  assert.equal(feed.next('scene'), undefined);
  assert.throws(() => feed.take(writeScene(SCENE, [{ place: 0, share: 1 }], stamp)), /no net at place 0/);
});

test('a preset by itself moves with time and with what is heard', () => {
  const size = { width: 192, height: 108 };
  const conditionAt = (time: number, heard?: Parameters<typeof movingScene>[3]) => [
    ...(movingScene(NET, time, size, heard).layers[0]?.condition ?? []),
  ];
  assert.notDeepEqual(conditionAt(1), conditionAt(2));
  const loud = { kick: 1, hat: 1, level: 1, beatPhase: 0, gateOpen: true } as Parameters<typeof movingScene>[3];
  assert.notDeepEqual(conditionAt(1, loud), conditionAt(1));
});
