/** What a display that draws by itself is sent: nets that it lacks, glides as far as there is room, and the scene or what changed of it. */

import type { FrameStamp } from '../ports.ts';
import type { Scene } from '../render/scene.ts';
import type { Seconds, Unit } from '../units.ts';
import { writePatch } from './patch.ts';
import { createByteRate } from './rate.ts';
import { writeScene } from './scene-message.ts';
import type { Shelf } from './shelf.ts';

/** One display's scenes. */
export interface SceneFeed {
  /** Give the messages of a scene, in the order in which they are to be sent. */
  take(scene: Scene, stamp: FrameStamp, follow: Unit, now: Seconds): readonly Uint8Array[];
  /** Take note of other bytes that it was sent. */
  count(bytes: number, now: Seconds): void;
  /** The display begins anew. */
  clear(): void;
}

/** What a display may get in a second, apart from nets that are new to it: a glide waits until there is room. */
export const SCENE_BYTES_A_SECOND = 30_000;
/** What the line adds to a message. */
const LENGTH_BYTES = 4;

/** Make a display's feed. */
export function createSceneFeed(shelf: Shelf): SceneFeed {
  const rate = createByteRate();
  let last: Uint8Array | undefined;
  return {
    take(scene, stamp, follow, now) {
      const { placed, nets, glides } = shelf.put(scene.layers, SCENE_BYTES_A_SECOND - rate.lastSecond(now));
      const whole = writeScene(scene, placed, { ...stamp, made: now - stamp.time, follow });
      const messages = [...glides, (last && writePatch(last, whole)) ?? whole];
      last = whole;
      for (const { length } of messages) rate.add(length + LENGTH_BYTES, now);
      return [...nets, ...messages];
    },
    count: (bytes, now) => rate.add(bytes + LENGTH_BYTES, now),
    clear() {
      last = undefined;
      shelf.clear();
    },
  };
}
