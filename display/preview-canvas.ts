/** Moving pictures in a real browser: the hidden WebGL canvas, the copies, and which of them are on the screen. */

import { describeError } from '../engine/errors.ts';
import { cppnView } from './cppn-view.ts';
import { element } from './element.ts';
import { createPreviews, PREVIEW_SIZE, type PreviewPorts, type Previews } from './previews.ts';

export type PagePreviews = Previews<HTMLCanvasElement>;

/**
 * Begin.
 * @param way as the page's address says it: 'own' draws on whatever there is, coarsely and however slow; 'frames' nowhere; null on a GPU that is fast enough
 */
export function openPreviews(way: string | null, onGivenUp: (why: string) => void): PagePreviews {
  const canvas = element('canvas', PREVIEW_SIZE);
  const seen = new WeakMap<HTMLCanvasElement, boolean>();
  const watched = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen.set(target as HTMLCanvasElement, isIntersecting);
  });
  const ports: PreviewPorts<HTMLCanvasElement> = {
    view: openView(canvas, way),
    now: () => performance.now() / 1000,
    after: (delay, run) => setTimeout(run, 1000 * delay),
    isSeen(target) {
      const known = seen.get(target);
      if (known === undefined) {
        seen.set(target, false);
        watched.observe(target);
      }
      return known === true;
    },
    copy(target, follow) {
      const pen = target.getContext('2d', { alpha: false });
      if (!pen) return;
      pen.globalAlpha = target.dataset.drawn === undefined ? 1 : follow;
      pen.drawImage(canvas, 0, 0, target.width, target.height);
      target.dataset.drawn = String(Number(target.dataset.drawn ?? 0) + 1);
    },
    onGivenUp,
  };
  return createPreviews(ports, way === 'own');
}

/** Make a canvas for a moving picture. It lies unseen over its still until it was drawn. */
export function previewCanvas(): HTMLCanvasElement {
  return element('canvas', { ...PREVIEW_SIZE, class: 'moving', 'aria-hidden': 'true' });
}

// Implementation

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** What WebGL is drawn by here, as far as the browser tells. */
function drawerHere(): string {
  const gl = element('canvas', { width: 1, height: 1 }).getContext('webgl2', { powerPreference: 'low-power' });
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const drawer = String(gl?.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER) ?? '');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return drawer;
}

function openView(canvas: HTMLCanvasElement, way: string | null): PreviewPorts<HTMLCanvasElement>['view'] {
  if (way === 'frames') return 'as asked';
  // Without a GPU a browser draws on the processor, which the engine may need: then nothing is even compiled.
  if (way !== 'own' && SOFTWARE.test(drawerHere())) return 'no GPU here';
  try {
    return cppnView(canvas, { powerPreference: 'low-power' });
  } catch (error) {
    return `no GPU here: ${describeError(error)}`;
  }
}
