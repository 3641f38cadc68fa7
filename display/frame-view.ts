/**
 * The picture on the stage: WebGL when there is some, a 2D canvas when there is none or while the context is lost.
 * Never black by itself: the last frame is kept, and drawn again after whatever empties the canvas.
 */

import type { Fit } from './fit.ts';
import type { ReceivedFrame } from './newest-frame.ts';
import { plainView } from './plain-view.ts';
import { webglView } from './webgl-view.ts';

/** One way of drawing frames on a canvas. */
export interface FrameView {
  /** Take a frame: the next draw shows it. Keeps its bytes, they must not change. */
  show(frame: ReceivedFrame): void;
  /** Draw the newest frame; nothing before the first. */
  draw(fit: Fit): void;
  /** Size of the screen in CSS pixels, and device pixels a CSS pixel. */
  resize(width: number, height: number, pixelRatio: number): void;
}

/** The stage's picture. */
export interface StagePicture {
  readonly way: 'WebGL' | '2D canvas';
  fit: Fit;
  /** Draw a frame now. */
  show(frame: ReceivedFrame): void;
  redraw(): void;
}

/** More device pixels than this a CSS pixel only cost time. */
const HIGHEST_PIXEL_RATIO = 2;

/** Put the picture on a canvas that covers the window, and keep it there. */
export function stagePicture(canvas: HTMLCanvasElement, fit: Fit): StagePicture {
  const webgl = tryWebgl(canvas);
  let plain: { canvas: HTMLCanvasElement; view: FrameView } | undefined;
  let last: ReceivedFrame | undefined;
  const current = () => plain?.view ?? webgl;

  const stage: StagePicture = {
    get way() {
      return plain ? '2D canvas' : 'WebGL';
    },
    fit,
    show(frame) {
      last = frame;
      current()?.show(frame);
      stage.redraw();
    },
    redraw: () => current()?.draw(stage.fit),
  };

  function resize(): void {
    const ratio = Math.min(devicePixelRatio, HIGHEST_PIXEL_RATIO);
    webgl?.resize(innerWidth, innerHeight, ratio);
    plain?.view.resize(innerWidth, innerHeight, ratio);
    // Resizing empties a canvas: fill it in the same turn, before anyone sees it.
    stage.redraw();
  }

  function usePlain(): void {
    if (plain) return;
    const cover = document.createElement('canvas');
    canvas.after(cover);
    plain = { canvas: cover, view: plainView(cover) };
    if (last) plain.view.show(last);
    resize();
  }

  function useWebgl(): void {
    plain?.canvas.remove();
    plain = undefined;
    if (last) webgl?.show(last);
    resize();
  }

  addEventListener('resize', resize);
  canvas.addEventListener('webglcontextlost', usePlain);
  canvas.addEventListener('webglcontextrestored', useWebgl);
  if (!webgl) usePlain();
  resize();
  return stage;
}

// Implementation

function tryWebgl(canvas: HTMLCanvasElement): FrameView | undefined {
  try {
    return webglView(canvas);
  } catch (error) {
    console.warn('no WebGL here, drawing on a 2D canvas:', error);
    return undefined;
  }
}
