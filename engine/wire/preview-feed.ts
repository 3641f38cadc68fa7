/**
 * What an operator's page gets to see of the show, a few times a second: scenes of the output and of both decks, which it draws on a
 * GPU of its own, or, where it has none that can, small frames of the output. Given every frame, sent when it is time. Pure.
 */

import type { FrameStamp, Preview } from '../ports.ts';
import type { Scene } from '../render/scene.ts';
import type { Seconds, Unit } from '../units.ts';
import type { PreviewWay } from './protocol.ts';
import { type SceneKind, writeScene } from './scene-message.ts';
import type { Shelf } from './shelf.ts';
import { smallFrame } from './small-frame.ts';

/** One page's previews. */
export interface PreviewFeed {
  /** What the page wants from now on. */
  want(way: PreviewWay): void;
  /** Give what is to be sent now, oldest first; nothing most of the time. `hasRoom` false keeps it for the next frame. */
  take(preview: Preview, stamp: FrameStamp, now: Seconds, hasRoom: () => boolean): readonly Uint8Array[];
}

/** Enough for the eye to tell what moves and how, a fifth of what the stage takes. */
export const SCENES_A_SECOND = 12;
/** A frame of 160×90 is 22 kB. */
export const FRAMES_A_SECOND = 6;

/** Make a page's feed. */
export function createPreviewFeed(shelf: Shelf): PreviewFeed {
  let way: PreviewWay = 'none';
  let due: Seconds = Number.NEGATIVE_INFINITY;
  /** Share of the picture sent last that would still be seen: the strobe guard's softening over the frames between. */
  let left: Unit = 1;

  function scenes({ scene, decks, follow }: Preview, stamp: FrameStamp): Uint8Array[] {
    left *= 1 - follow;
    const kinds: (readonly [SceneKind, Scene, Unit])[] = [['scene', scene, 1 - left]];
    if (decks) kinds.push(['deck-a', decks.a, 1], ['deck-b', decks.b, 1]);
    left = 1;
    return kinds.flatMap(([kind, drawn, share]) => {
      if (drawn.layers.length === 0) return [];
      const { placed, nets, glides } = shelf.put(drawn.layers);
      return [...nets, ...glides, writeScene(drawn, placed, { ...stamp, made: 0, follow: share }, kind)];
    });
  }

  return {
    want(next) {
      way = next;
      left = 0;
      due = Number.NEGATIVE_INFINITY;
    },
    take(preview, stamp, now, hasRoom) {
      if (way === 'none') return [];
      if (now < due || !hasRoom()) {
        left *= 1 - preview.follow;
        return [];
      }
      const period = 1 / (way === 'scenes' ? SCENES_A_SECOND : FRAMES_A_SECOND);
      // On a grid, so that the rate is met whatever the frames' own; after a pause from now on.
      due = now - due < period ? due + period : now + period;
      return way === 'scenes' ? scenes(preview, stamp) : [smallFrame(preview.frame, stamp)];
    },
  };
}
