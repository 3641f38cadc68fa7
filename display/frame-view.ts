/**
 * The picture on the stage: WebGL on a GPU, else a 2D canvas, and that too while a WebGL context is lost.
 * Never black by itself: the last frame is kept, and drawn again after whatever empties the canvas.
 *
 * Without a GPU the 2D canvas is the faster one: 640×360 I420 on a 1280×720 screen drew at 45 frames a second against 11 by WebGL
 * in software (headless Chromium, two busy cores, best of three).
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

/** How the page asked to draw; 'auto' is WebGL on a GPU, else a 2D canvas. */
export type Way = 'auto' | 'webgl' | '2d';

/** Read a way of drawing from a page address; 'auto' unless it says otherwise. */
export function parseWay(text: string | null): Way {
  return text === 'webgl' || text === '2d' ? text : 'auto';
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
export const HIGHEST_PIXEL_RATIO = 2;

/** Put the picture on a canvas that covers the window, and keep it there. */
export function stagePicture(canvas: HTMLCanvasElement, fit: Fit, way: Way): StagePicture {
  const webgl = tryWebgl(canvas, way);
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

function tryWebgl(canvas: HTMLCanvasElement, way: Way): FrameView | undefined {
  if (way === '2d' || (way === 'auto' && !hasGpu())) return undefined;
  try {
    return webglView(canvas);
  } catch {
    return undefined;
  }
}

/** Browsers offer a WebGL that computes on the processor, and do not count it as slow: its name gives it away. */
function hasGpu(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return false;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}
