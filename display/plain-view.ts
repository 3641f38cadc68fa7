/** Draws received frames on a 2D canvas: for browsers without WebGL, and while a lost WebGL context is on its way back. */

import { i420ToRgba } from '../engine/render/pixel-format.ts';
import { visibleShare } from './fit.ts';
import type { FrameView } from './frame-view.ts';

/** Draw frames on a canvas by 2D context. @throws Error where even that is missing */
export function plainView(canvas: HTMLCanvasElement): FrameView {
  const screen = contextOf(canvas);
  const picture = contextOf(document.createElement('canvas'));
  let image: ImageData | undefined;
  return {
    show({ header: { format, width, height }, pixels }) {
      if (image?.width !== width || image.height !== height) {
        image = new ImageData(width, height);
        picture.canvas.width = width;
        picture.canvas.height = height;
      }
      if (format === 'rgba') image.data.set(pixels);
      else i420ToRgba(pixels, new Uint8Array(image.data.buffer), width, height);
      picture.putImageData(image, 0, 0);
    },
    draw(fit) {
      if (!image) return;
      const [across, down] = visibleShare(fit, image, canvas);
      const width = canvas.width / across;
      const height = canvas.height / down;
      screen.imageSmoothingQuality = 'high';
      screen.fillRect(0, 0, canvas.width, canvas.height);
      screen.drawImage(picture.canvas, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    },
    resize(width, height, pixelRatio) {
      canvas.width = Math.round(width * pixelRatio);
      canvas.height = Math.round(height * pixelRatio);
    },
  };
}

// Implementation

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('this browser draws no canvas');
  return context;
}
