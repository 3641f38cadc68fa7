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
  return {
    preset(frame, preset) {
      if (!previews.why) return move(frame, () => nets.of(preset));
      return preset.revision ? () => {} : redraw(frame, () => nets.of(preset));
    },
  };
}

// Implementation

/** So few pixels take a processor some 30 ms. */
const COARSE_SIZE = { width: 32, height: 18 } as const;
const REDRAW_MILLISECONDS = 3000;
/** Until its net has come. */
const LOOK_AGAIN_MILLISECONDS = 200;

function redraw(frame: HTMLElement, net: () => Cppn | undefined): () => void {
  const canvas = element('canvas', { ...COARSE_SIZE, class: 'moving', 'aria-hidden': 'true' });
  frame.append(canvas);
  let timer = 0;
  const draw = () => {
    const found = document.hidden ? undefined : net();
    timer = window.setTimeout(draw, found ? REDRAW_MILLISECONDS : LOOK_AGAIN_MILLISECONDS);
    if (!found) return;
    const rgba = new Uint8ClampedArray(renderReference(movingScene(found, 0, COARSE_SIZE)));
    canvas.getContext('2d')?.putImageData(new ImageData(rgba, COARSE_SIZE.width), 0, 0);
    canvas.dataset.drawn = '';
  };
  draw();
  return () => {
    clearTimeout(timer);
    canvas.remove();
  };
}
