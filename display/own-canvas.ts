/** The canvas on which the stage draws by itself: it lies over the frames' own while it shows something, at the screen's size. */

import { describeError } from '../engine/errors.ts';
import type { Takes } from '../engine/wire/protocol.ts';
import { cppnView } from './cppn-view.ts';
import { HIGHEST_PIXEL_RATIO } from './frame-view.ts';
import { type CppnView, type OwnDrawing, ownDrawing } from './own-drawing.ts';

/** Put a canvas over the frames', below `above`. @param scale as the page's address says it: a share of the screen's size that is kept, or null */
export function ownCanvas(
  above: HTMLElement,
  scale: string | null,
  onTakes: (takes: Takes, why: string) => void,
): OwnDrawing {
  const canvas = document.createElement('canvas');
  canvas.hidden = true;
  canvas.dataset.own = '';
  canvas.setAttribute('aria-label', 'The show');
  above.before(canvas);
  const view = openView(canvas);
  const own = ownDrawing(
    {
      view,
      now: () => performance.now() / 1000,
      after: (delay, run) => setTimeout(run, 1000 * delay),
      onTakes,
    },
    parseScale(scale),
  );

  function resize(): void {
    const ratio = Math.min(devicePixelRatio, HIGHEST_PIXEL_RATIO);
    view.resize(Math.round(innerWidth * ratio), Math.round(innerHeight * ratio));
    // Resizing empties a canvas: fill it in the same turn, before anyone sees it.
    own.redraw();
  }

  canvas.addEventListener('webglcontextlost', own.lost);
  addEventListener('resize', resize);
  resize();
  return own;
}

// Implementation

/** A view that says why it cannot draw when it is first asked, where the way to frames is. */
function openView(canvas: HTMLCanvasElement): CppnView {
  try {
    return cppnView(canvas);
  } catch (error) {
    const missing = describeError(error);
    return {
      size: { width: 0, height: 0 },
      isReady() {
        throw new Error(missing);
      },
      draw() {},
      isDone: () => true,
      resize() {},
      hide() {},
    };
  }
}

function parseScale(text: string | null): number | undefined {
  const scale = Number(text);
  return text !== null && scale >= 0.1 && scale <= 1 ? scale : undefined;
}
