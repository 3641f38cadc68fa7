/**
 * Presets that move on the operator's page, each on a canvas over its still: as long as it is wanted, seen, and its net is here.
 * Without a GPU they stand still; a prompt under way, which has no still yet, then gets a coarse one every few seconds.
 */

import type { Cppn } from '../engine/cppn/cppn.ts';
import { renderReference } from '../engine/render/reference.ts';
import type { Meters, PresetInfo } from '../engine/wire/protocol.ts';
import { element } from './element.ts';
import { movingScene } from './moving-preset.ts';
import { presetNets } from './preset-nets.ts';
import { type PagePreviews, previewCanvas } from './preview-canvas.ts';
import { PREVIEW_SIZE } from './previews.ts';

/** Makes presets move. */
export interface MovingPictures {
  /** Let a preset move over the still in `frame`; one that is being made as it is now. @returns what ends it */
  preset(frame: HTMLElement, preset: Pick<PresetInfo, 'slug' | 'revision'>): () => void;
}

/** Begin; `heard` gives what was heard last. */
export function movingPictures(previews: PagePreviews, heard: () => Meters | undefined): MovingPictures {
  const nets = presetNets();
  function move(frame: HTMLElement, net: () => Cppn | undefined): () => void {
    const canvas = previewCanvas();
    frame.append(canvas);
    const stop = previews.show(canvas, (now) => {
      const found = net();
      return found && { scene: movingScene(found, now, PREVIEW_SIZE, heard()), follow: 1 };
    });
    return () => {
      stop();
      canvas.remove();
    };
  }
  /** One that is being made: moving, or, as soon as no moving picture can be drawn, a coarse still every few seconds. */
  function underWay(frame: HTMLElement, preset: Pick<PresetInfo, 'slug' | 'revision'>): () => void {
    let end = () => {};
    let timer = 0;
    const canvas = element('canvas', { ...COARSE_SIZE, class: 'moving', 'aria-hidden': 'true' });
    const tick = () => {
      if (previews.why && !canvas.isConnected) {
        end();
        frame.append(canvas);
        end = () => canvas.remove();
      }
      const found = previews.why && !document.hidden && canvas.checkVisibility() ? coarse(preset) : undefined;
      if (found) {
        canvas.getContext('2d')?.putImageData(found, 0, 0);
        canvas.dataset.drawn = '';
      }
      timer = window.setTimeout(tick, found || !previews.why ? REDRAW_MILLISECONDS : LOOK_AGAIN_MILLISECONDS);
    };
    if (!previews.why) end = move(frame, () => nets.of(preset));
    tick();
    return () => {
      clearTimeout(timer);
      end();
    };
  }

  const drawn = new Map<string, { image: ImageData; at: number }>();
  /** Row, tile and slot show the same one. */
  function coarse(preset: Pick<PresetInfo, 'slug' | 'revision'>): ImageData | undefined {
    const last = drawn.get(preset.slug);
    if (last && performance.now() - last.at < REDRAW_MILLISECONDS / 2) return last.image;
    const net = nets.of(preset);
    if (!net) return undefined;
    const rgba = new Uint8ClampedArray(renderReference(movingScene(net, 0, COARSE_SIZE)));
    const image = new ImageData(rgba, COARSE_SIZE.width);
    drawn.set(preset.slug, { image, at: performance.now() });
    return image;
  }

  return {
    preset(frame, preset) {
      if (!preset.revision) return underWay(frame, preset);
      return previews.why ? () => {} : move(frame, () => nets.of(preset));
    },
  };
}

// Implementation

/** So few pixels take a processor some 30 ms. */
const COARSE_SIZE = { width: 32, height: 18 } as const;
const REDRAW_MILLISECONDS = 3000;
/** Until its net has come. */
const LOOK_AGAIN_MILLISECONDS = 200;
