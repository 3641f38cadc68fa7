/** A strip of small pictures of a net as it was optimized, left to right. */

import type { Cppn } from './cppn/cppn.ts';
import { PLAIN_ROUTES } from './optimize/routes.ts';
import { renderReference } from './render/reference.ts';
import { stillScene } from './still-scene.ts';

/** Collects moments of a run. */
export interface Strip {
  /** Take a picture if this step is one of the moments. */
  look(step: number, net: Cppn): void;
  /** The strip so far: rgba, top left first. */
  picture(): { readonly width: number; readonly height: number; readonly pixels: Uint8Array };
}

const MOMENTS = 8;
const WIDTH = 160;
const HEIGHT = 90;

/** Make an empty strip for a run of so many steps. */
export function createStrip(steps: number): Strip {
  const pictures: Uint8Array[] = [];
  return {
    look(step, net) {
      if (step < Math.round(((pictures.length + 1) * steps) / MOMENTS) || pictures.length === MOMENTS) return;
      const preset = {
        slug: '',
        name: '',
        prompt: '',
        tags: [],
        net,
        routes: PLAIN_ROUTES,
        provenance: NOWHERE,
        revision: '',
      };
      pictures.push(renderReference(stillScene(preset, WIDTH, HEIGHT, 0.15, 0.3)));
    },
    picture() {
      const width = WIDTH * Math.max(1, pictures.length);
      const pixels = new Uint8Array(4 * width * HEIGHT);
      pictures.forEach((picture, i) => {
        for (let row = 0; row < HEIGHT; row++) {
          pixels.set(picture.subarray(4 * WIDTH * row, 4 * WIDTH * (row + 1)), 4 * (width * row + WIDTH * i));
        }
      });
      return { width, height: HEIGHT, pixels };
    },
  };
}

// Implementation

const NOWHERE = { made: '', licence: '', created: '' };
