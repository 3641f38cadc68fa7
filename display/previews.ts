/**
 * The operator page's moving pictures: the output, the decks, a preset under the pointer, a prompt under way. One hidden WebGL
 * canvas draws them one after the other, and each is copied to its own small canvas: a browser grants few contexts.
 *
 *   (when a round is due) pictures that are seen → scene → view → copy
 *
 * A machine without a GPU, or with one that is too slow, draws none of them and says why: stills stay. Pure but for its ports.
 */

import { describeError } from '../engine/errors.ts';
import type { Scene } from '../engine/render/scene.ts';
import type { Seconds, Unit } from '../engine/units.ts';
import type { CppnView } from './own-drawing.ts';
import { isHopeless, previewPaced, roundsOf, startPreviewPace } from './preview-pace.ts';

/** What is to be drawn, and how far the picture goes towards it, 0…1. */
export interface Moment {
  readonly scene: Scene;
  readonly follow: Unit;
}

/** What previews need of the world. `C` is a canvas. */
export interface PreviewPorts<C> {
  /** Where scenes are drawn, or why they cannot be. */
  readonly view: CppnView | string;
  now(): Seconds;
  after(delay: Seconds, run: () => void): void;
  /** Whether a canvas is on the screen now. */
  isSeen(canvas: C): boolean;
  /** Copy what the view has drawn. */
  copy(canvas: C, follow: Unit): void;
  /** Called once when drawing is given up. */
  onGivenUp(why: string): void;
}

/** The moving pictures of a page. */
export interface Previews<C> {
  /** Why none are drawn; empty while they are. */
  readonly why: string;
  /** Rounds a second that the GPU is given. */
  readonly rate: number;
  /** Draw a picture from now on, as often as it is time and it is seen; `next` gives undefined when it has nothing new. @returns what ends it */
  show(canvas: C, next: (now: Seconds) => Moment | undefined): () => void;
  /** Draw a round if one is due. Once an animation frame: a page that is not seen has none. */
  draw(): void;
}

/** Pixels of a small picture. */
export const PREVIEW_SIZE = { width: 192, height: 108 } as const;
/** Pixels of one that a processor draws: a ninth. */
const COARSE_SIZE = { width: 64, height: 36 } as const;
const ASK_EVERY: Seconds = 0.002;
/** A round that is not done by then never will be in time. */
const LOST_AFTER: Seconds = 3;

/** Begin. @param isSoftware draw coarsely, and on however slow */
export function createPreviews<C>(ports: PreviewPorts<C>, isSoftware = false): Previews<C> {
  const { view } = ports;
  const pictures = new Map<C, (now: Seconds) => Moment | undefined>();
  let why = typeof view === 'string' ? view : '';
  let pace = startPreviewPace();
  let due: Seconds = Number.NEGATIVE_INFINITY;
  let begun: Seconds | undefined;

  function giveUp(reason: string): void {
    if (why) return;
    why = reason;
    ports.onGivenUp(reason);
  }

  /** Ask until the GPU is done with a round, and take note of how long it took. */
  function watch(): void {
    if (begun === undefined || typeof view === 'string') return;
    const spent = ports.now() - begun;
    if (!view.isDone() && spent < LOST_AFTER) {
      ports.after(ASK_EVERY, watch);
      return;
    }
    begun = undefined;
    pace = previewPaced(pace, spent);
    if (!isSoftware && (isHopeless(pace) || spent >= LOST_AFTER)) {
      giveUp(`this GPU is too slow for moving pictures: ${Math.round(1000 * spent)} ms`);
    }
  }

  return {
    get why() {
      return why;
    },
    get rate() {
      return roundsOf(pace);
    },
    show(canvas, next) {
      pictures.set(canvas, next);
      return () => {
        if (pictures.get(canvas) === next) pictures.delete(canvas);
      };
    },
    draw() {
      const now = ports.now();
      if (why || typeof view === 'string' || begun !== undefined || now < due) return;
      let isDrawn = false;
      try {
        for (const [canvas, next] of pictures) {
          if (!ports.isSeen(canvas)) continue;
          const moment = next(now);
          if (!moment || !view.isReady(moment.scene)) continue;
          if (!isDrawn) begun = now;
          isDrawn = true;
          view.draw({ scene: moment.scene, follow: 1, fit: 'fit', inner: isSoftware ? COARSE_SIZE : view.size });
          ports.copy(canvas, moment.follow);
        }
      } catch (error) {
        begun = undefined;
        giveUp(describeError(error));
        return;
      }
      // On a grid, so that the screen's own rate takes nothing from it; after a pause from now on.
      const period = 1 / roundsOf(pace);
      due = now - due < period ? due + period : now + period;
      if (isDrawn) ports.after(ASK_EVERY, watch);
    },
  };
}
