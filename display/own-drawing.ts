/**
 * Weights mode: the stage draws scenes by itself instead of showing frames.
 *
 *   both (frames are shown, programs are compiled) ⇄ scenes (drawn here) → frames (given up, with a reason, for good)
 *
 * Whatever is missing, there is a picture: while something has to be compiled, or the GPU's context is lost, it is the engine's.
 * Pure but for the view and the clock that it is handed.
 */

import { describeError } from '../engine/errors.ts';
import type { Scene } from '../engine/render/scene.ts';
import { clamp, type Seconds } from '../engine/units.ts';
import type { Held } from '../engine/wire/glide-message.ts';
import { applyPatch } from '../engine/wire/patch.ts';
import { byteKind, type Takes } from '../engine/wire/protocol.ts';
import { readScene, type SceneMessage, shelve } from '../engine/wire/scene-message.ts';
import type { Fit } from './fit.ts';
import { HOPELESS_AFTER, paced, pacedSize, startPace } from './pace.ts';

/** What is drawn, and how. */
export interface CppnDrawing {
  readonly scene: Scene;
  /** How far to go from the picture before to this one, 0…1. */
  readonly follow: number;
  readonly fit: Fit;
  /** Pixels of the targets in which the nets are evaluated; the screen's own or less. */
  readonly inner: Size;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A canvas that draws scenes. */
export interface CppnView {
  /** The screen, device pixels. */
  readonly size: Size;
  /**
   * Whether all that a scene needs is compiled and here; what is not begins to be made. While the context is lost: no.
   * @throws Error when this GPU cannot draw it
   */
  isReady(scene: Scene): boolean;
  /** Draw a scene that is ready. */
  draw(drawing: CppnDrawing): void;
  /** Whether the GPU is done with the last drawing. */
  isDone(): boolean;
  resize(width: number, height: number): void;
  /** Let what lies below be seen, until the next drawing. */
  hide(): void;
}

/** What own drawing needs of the world. */
export interface OwnDrawingPorts {
  readonly view: CppnView;
  now(): Seconds;
  after(delay: Seconds, run: () => void): void;
  /** Called when the engine is to send something else; `why` is not empty when drawing was given up. */
  onTakes(takes: Takes, why: string): void;
}

/** The stage's own drawing. */
export interface OwnDrawing {
  /** What the stage takes now. */
  readonly takes: Takes;
  /** Scenes that came and were replaced before they were drawn. */
  readonly replaced: number;
  /** One line for the figures. */
  readonly line: string;
  /** Size at which the nets were evaluated last. */
  readonly inner: Size | undefined;
  /** Take a message of the engine: net, glide, scene or patch. @throws EngineError 'bad-message'; nothing is drawn of it */
  take(bytes: Uint8Array): void;
  /** Draw the newest scene when there is one, and it can be drawn. @returns the sequences to acknowledge; none when not drawn */
  drawNewest(fit: Fit): readonly number[];
  /** Draw the last scene again, after a change of size or fit. */
  redraw(fit?: Fit): void;
  /** Let the frames be seen. */
  hide(): void;
  /** The GPU's context was lost. */
  lost(): void;
}

/** Losses of the context after which the display takes frames. */
const MOST_LOSSES = 3;
/** How often the GPU is asked whether it is done. */
const ASK_EVERY: Seconds = 0.001;
/** A frame's time is one of these. */
const PERIODS: readonly [Seconds, Seconds] = [1 / 120, 1 / 20];

/** Begin. @param scale a fixed share of the screen's width and height, which is kept however slow; undefined to keep pace */
export function ownDrawing(ports: OwnDrawingPorts, scale?: number): OwnDrawing {
  const { view, now } = ports;
  const shelf: (Held | undefined)[] = [];
  let scene: Uint8Array | undefined;
  let takes: Takes = 'both';
  let newest: SceneMessage | undefined;
  let came: SceneMessage | undefined;
  let last: SceneMessage | undefined;
  let unacknowledged: number[] = [];
  let pace = startPace();
  let period: Seconds = 1 / 60;
  let begun: Seconds | undefined;
  let before: Seconds = now();
  let spent: Seconds = 0;
  let replaced = 0;
  let losses = 0;
  let reason = '';
  let inner: Size | undefined;
  let lastFit: Fit = 'fill';

  function become(next: Takes, why = ''): void {
    if (next === takes || takes === 'frames') return;
    takes = next;
    reason = why;
    ports.onTakes(next, why);
  }

  function draw(message: SceneMessage, fit: Fit): void {
    const { size } = view;
    lastFit = fit;
    inner = scale === undefined ? pacedSize(pace, size) : scaled(size, scale);
    view.draw({ scene: message.scene, follow: message.follow, fit, inner });
    last = message;
  }

  /** Ask until the GPU is done, and take note of how long it took. */
  function watch(): void {
    if (begun === undefined) return;
    spent = now() - begun;
    if (!view.isDone()) {
      if (scale === undefined && spent >= HOPELESS_AFTER) tooSlow();
      else ports.after(ASK_EVERY, watch);
      return;
    }
    const sinceLast = begun - before;
    before = begun;
    begun = undefined;
    if (scale !== undefined) return;
    pace = paced(pace, { spent, period, sinceLast });
    if (pace.isHopeless) tooSlow();
  }

  function tooSlow(): void {
    giveUp(`this GPU is too slow: ${milliseconds(spent)} for ${milliseconds(period)}`);
  }

  function giveUp(why: string): void {
    become('frames', why);
    newest = undefined;
  }

  function takeScene(bytes: Uint8Array): void {
    // Kept as it came, whatever becomes of it: the next one may be a patch on it.
    scene = bytes;
    if (takes === 'frames') return;
    const message = readScene(bytes, shelf);
    if (newest) replaced++;
    // By the engine's count: what it did not send to a slow display must not make it look like a slow engine.
    const each = came && (message.scene.time - came.scene.time) / (message.sequence - came.sequence);
    if (each && each > 0) period += 0.1 * (clamp(each, ...PERIODS) - period);
    came = message;
    newest = message;
    unacknowledged.push(message.sequence);
  }

  return {
    get takes() {
      return takes;
    },
    get replaced() {
      return replaced;
    },
    get line() {
      if (takes === 'frames') return `weights   given up, ${reason}`;
      if (takes === 'both') return 'weights   getting ready, frames until then';
      return `weights   drawn here in ${milliseconds(spent)} at ${inner?.width}×${inner?.height}`;
    },
    get inner() {
      return inner;
    },
    take(bytes) {
      const kind = byteKind(bytes);
      if (kind === 'net' || kind === 'glide') shelve(shelf, bytes);
      else if (kind === 'patch') takeScene(applyPatch(scene ?? new Uint8Array(), bytes));
      else takeScene(bytes);
    },
    drawNewest(fit) {
      if (!newest || begun !== undefined) return [];
      try {
        if (!view.isReady(newest.scene)) {
          unacknowledged = [];
          become('both');
          return [];
        }
        begun = now();
        draw(newest, fit);
      } catch (error) {
        begun = undefined;
        giveUp(describeError(error));
        return [];
      }
      newest = undefined;
      become('scenes');
      ports.after(ASK_EVERY, watch);
      const drawn = unacknowledged;
      unacknowledged = [];
      return drawn;
    },
    redraw(fit = lastFit) {
      if (last && takes === 'scenes' && view.isReady(last.scene)) draw(last, fit);
    },
    hide: view.hide,
    lost() {
      begun = undefined;
      if (++losses >= MOST_LOSSES) giveUp(`its GPU was lost ${losses} times`);
    },
  };
}

// Implementation

function scaled({ width, height }: Size, scale: number): Size {
  const pixels = (n: number) => Math.max(2, Math.round(n * scale));
  return { width: pixels(width), height: pixels(height) };
}

function milliseconds(time: Seconds): string {
  return `${(1000 * time).toFixed(1)} ms`;
}
