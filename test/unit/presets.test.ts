/** The presets that come with Neonfern: each input is heard, each sound is routed, and in silence the picture drifts without flicker. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Preset } from '../../engine/cppn/preset.ts';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import { meanChange, measureLiveliness, silentPicture } from '../../engine/optimize/measure.ts';

const { library, refused } = await readLibrary(fileURLToPath(new URL('../../presets', import.meta.url)), []);
/** Loop of a deck at its usual speed. */
const LOOP_SECONDS = 24;

const frameAt = ({ net }: Preset, seconds: number) => silentPicture(net, (2 * Math.PI * seconds) / LOOP_SECONDS);

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
      const now = frameAt(preset, seconds);
      const frame = meanChange(now, frameAt(preset, seconds + 1 / 60));
      const later = meanChange(now, frameAt(preset, seconds + 2));
      assert.ok(frame < 0.004, `${frame} from one frame to the next at ${seconds} s`);
      assert.ok(later > 0.02, `${later} in two seconds at ${seconds} s`);
    }
    assert.ok(meanChange(frameAt(preset, 0), frameAt(preset, LOOP_SECONDS)) < 1e-5);
  });
}
