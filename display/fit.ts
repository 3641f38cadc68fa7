/** How a picture of one shape lies on a screen of another. */

/** 'fill' covers the screen and cuts what hangs over; 'fit' shows the whole picture between black bars. */
export type Fit = 'fill' | 'fit';

/** Read a fit from a page address; 'fill' unless it says otherwise. */
export function parseFit(text: string | null): Fit {
  return text === 'fit' || text === 'contain' ? 'fit' : 'fill';
}

/**
 * Give how many picture widths and heights the screen shows, centred: under 1 cuts, over 1 leaves bars.
 * @returns [across, down], each > 0; sizes are any positive numbers in the same unit
 */
export function visibleShare(
  fit: Fit,
  picture: { readonly width: number; readonly height: number },
  screen: { readonly width: number; readonly height: number },
): readonly [number, number] {
  const across = screen.width / picture.width;
  const down = screen.height / picture.height;
  const scale = fit === 'fill' ? Math.max(across, down) : Math.min(across, down);
  return [across / scale, down / scale];
}
