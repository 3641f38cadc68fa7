/** The presets that come with Neonfern: each input is heard, each sound is routed, and in silence the picture drifts without flicker. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { conditionCount, evaluate, foldCondition } from '../../engine/cppn/cppn.ts';
import type { Preset } from '../../engine/cppn/preset.ts';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import { FRAME_ASPECT } from '../../engine/optimize/cutouts.ts';
import { measureLiveliness } from '../../engine/optimize/measure.ts';

const { library, refused } = await readLibrary(fileURLToPath(new URL('../../presets', import.meta.url)), []);
/** Loop of a deck at its usual speed. */
const LOOP_SECONDS = 24;
const [COLUMNS, ROWS] = [32, 18];

/** Frame of a silent preset, [ROWS × COLUMNS × 3]. */
function silentFrame({ net }: Preset, seconds: number): Float32Array {
  const condition = new Float32Array(conditionCount(net.spec));
  condition[0] = Math.sin((2 * Math.PI * seconds) / LOOP_SECONDS);
  condition[1] = Math.cos((2 * Math.PI * seconds) / LOOP_SECONDS);
  const bias = foldCondition(net, condition);
  const frame = new Float32Array(3 * ROWS * COLUMNS);
  for (let i = 0; i < ROWS * COLUMNS; i++) {
    const x = Math.PI * FRAME_ASPECT * ((2 * (i % COLUMNS) + 1) / COLUMNS - 1);
    const y = Math.PI * ((2 * Math.floor(i / COLUMNS) + 1) / ROWS - 1);
    frame.set(evaluate(net, bias, x, y), 3 * i);
  }
  return frame;
}

const change = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;

test('there are eight, and none is refused', () => {
  assert.deepEqual(refused, []);
  assert.equal(library.length, 8);
});

for (const preset of library) {
  test(`${preset.slug} says what it shows, and kick, hat, level and beat each move an input of their own`, () => {
    assert.ok(preset.prompt !== '' && preset.tags.length > 0);
    const inputOf = (from: string) => preset.routes.find((route) => route.from === from)?.input;
    assert.equal(new Set(['kick', 'hat', 'level', 'beat'].map(inputOf)).size, 4);
    assert.ok(!preset.routes.some(({ input }) => input >= preset.net.spec.audioInputs));
  });

  test(`each audio input of ${preset.slug} moves the picture by a tenth`, () => {
    const { moves } = measureLiveliness(preset.net);
    assert.ok(moves.filter((move) => move >= 0.1).length >= 3, `moves ${moves.map((move) => move.toFixed(2))}`);
  });

  test(`${preset.slug} drifts in silence and does not flicker`, () => {
    for (const seconds of [0, 5, 11, 17]) {
      const now = silentFrame(preset, seconds);
      const frame = change(now, silentFrame(preset, seconds + 1 / 60));
      const later = change(now, silentFrame(preset, seconds + 2));
      assert.ok(frame < 0.004, `${frame} from one frame to the next at ${seconds} s`);
      assert.ok(later > 0.02, `${later} in two seconds at ${seconds} s`);
    }
    assert.ok(change(silentFrame(preset, 0), silentFrame(preset, LOOP_SECONDS)) < 1e-5);
  });
}
