/** What the engine knows of a display's shelf: which net stands at which place. A net that is not there takes the one longest unused. */

import type { Cppn } from '../cppn/cppn.ts';
import { SHELF_PLACES } from './scene-message.ts';

/** A display's shelf. */
export interface Shelf {
  /** Give the net's place, and whether it has to be sent there first. */
  put(net: Cppn): { readonly place: number; readonly isNew: boolean };
  /** Take it for empty: what stands there will be sent again. */
  clear(): void;
}

/** Make an empty shelf. A scene's nets never push one another out: there are more places than layers. */
export function createShelf(): Shelf {
  const places: { net: Cppn | undefined; used: number }[] = [];
  let uses = 0;
  function clear(): void {
    places.length = 0;
    for (let i = 0; i < SHELF_PLACES; i++) places.push({ net: undefined, used: 0 });
  }
  clear();
  return {
    put(net) {
      const known = places.find((place) => place.net === net);
      const chosen = known ?? places.reduce((oldest, place) => (place.used < oldest.used ? place : oldest));
      chosen.net = net;
      chosen.used = ++uses;
      return { place: places.indexOf(chosen), isNew: !known };
    },
    clear,
  };
}
