/** Which deck or slot is seen most, from the parameters as they are shown. Pure. */

import type { ParamValue } from '../engine/control/parameter.ts';
import { MIX_SLOTS } from '../engine/control/registry.ts';

/** Give 'a' or 'b' for a deck that holds a preset and is in front, else the loudest slot, '1' …. */
export function placeInFront(shown: (id: string) => ParamValue | undefined): string {
  const deck = Number(shown('crossfader.position') ?? 0) < 0.5 ? 'a' : 'b';
  if (shown(`deck.${deck}.preset`)) return deck;
  const weight = (slot: number) => Number(shown(`mix.${slot}.weight`) ?? 0);
  const slots = Array.from({ length: MIX_SLOTS }, (_, i) => i + 1);
  return String(slots.reduce((best, slot) => (weight(slot) > weight(best) ? slot : best), 1));
}
