/** Presets that move on the operator's page, each on a canvas over its still: as long as it is wanted, seen, and its net is here. */

import type { Meters, PresetInfo } from '../engine/wire/protocol.ts';
import { movingScene } from './moving-preset.ts';
import { presetNets } from './preset-nets.ts';
import { type PagePreviews, previewCanvas } from './preview-canvas.ts';
import { PREVIEW_SIZE } from './previews.ts';

/** Makes presets move. */
export interface MovingPictures {
  /** Let a preset move over the still in `frame`. @returns what ends it */
  preset(frame: HTMLElement, preset: PresetInfo): () => void;
  /** Let a prompt's net move that is being made, as it is now. @returns what ends it */
  underWay(frame: HTMLElement, slug: string): () => void;
}

/** Begin; `heard` gives what was heard last. */
export function movingPictures(previews: PagePreviews, heard: () => Meters | undefined): MovingPictures {
  const nets = presetNets();
  function move(frame: HTMLElement, net: () => ReturnType<typeof nets.of>): () => void {
    if (previews.why) return () => {};
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
    preset: (frame, preset) => move(frame, () => nets.of(preset)),
    underWay: (frame, slug) => move(frame, () => nets.underWay(slug)),
  };
}
