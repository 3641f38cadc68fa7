/**
 * What the engine knows of a display's shelf: which net stands at which place, and where it glides. A net that is not there takes
 * the place longest unused; one that follows another of its name and architecture is sent as changes alone.
 */

import type { Cppn } from '../cppn/cppn.ts';
import type { SceneLayer } from '../render/scene.ts';
import type { Unit } from '../units.ts';
import { type Held, readGlide, writeGlide } from './glide-message.ts';
import { type Placed, SHELF_PLACES, sentShare, writeNet } from './scene-message.ts';

/** A layer's net, and the name under which newer ones follow it. */
export type Named = Pick<SceneLayer, 'name' | 'net'>;

/** What comes of a scene on a shelf. */
export interface Shelving {
  readonly placed: readonly Placed[];
  readonly nets: readonly Uint8Array[];
  readonly glides: readonly Uint8Array[];
}

/** A display's shelf. */
export interface Shelf {
  /**
   * Give where the layers' nets stand, and the messages that have to be sent before their scene: nets, then glides.
   * @param room bytes for glides; a glide that does not fit is not begun, and its picture stays where it is
   */
  put(layers: readonly Named[], room?: number): Shelving;
  /** Take it for empty: what stands there will be sent again. */
  clear(): void;
}

/** Make an empty shelf. A scene's nets never push one another out: there are more places than layers. */
export function createShelf(): Shelf {
  const places: (Standing | undefined)[] = [];
  let scenes = 0;

  // Who stands still may well be somebody's goal, but is not on the way.
  const standing = (net: Cppn) =>
    places.find((each) => each?.goal === goalOf(net) && (!net.glide || each.held.from !== each.held.to));
  const forerunner = ({ name, net }: Named) =>
    places.find((each) => each && each.used < scenes && each.name === name && isOfShape(each.held.to, net));

  function settle({ name, net }: Named): Standing {
    const uses = Array.from({ length: SHELF_PLACES }, (_, place) => places[place]?.used ?? -1);
    const place = uses.indexOf(Math.min(...uses));
    const made = { place, name, goal: net, held: { from: net, to: net }, share: 1, start: 0, used: scenes };
    places[place] = made;
    return made;
  }

  return {
    put(layers, room = Number.POSITIVE_INFINITY) {
      scenes++;
      // What is there keeps its place, whatever else wants one.
      for (const { net } of layers) Object.assign(standing(net) ?? {}, { used: scenes });
      const nets: Uint8Array[] = [];
      const glides: Uint8Array[] = [];
      let left = room;
      const placed = layers.map((layer): Placed => {
        const { net } = layer;
        const goal = goalOf(net);
        let mine = standing(net) ?? forerunner(layer);
        if (!mine) {
          mine = settle(layer);
          nets.push(writeNet(mine.place, net));
        }
        mine.used = scenes;
        if (mine.goal !== goal) {
          const bytes = writeGlide(mine.place, mine.share, mine.held, goal);
          if (net.glide && bytes.length > left) return mine;
          left -= bytes.length;
          glides.push(bytes);
          // By reading its own message the engine knows to the bit what the display has.
          const { held } = readGlide(
            bytes,
            places.map((each) => each?.held),
          );
          Object.assign(mine, { goal, held, start: net.glide?.share ?? 0 } satisfies Partial<Standing>);
        }
        mine.share = net.glide ? sentShare((net.glide.share - mine.start) / (1 - mine.start)) : 1;
        return mine;
      });
      return { placed: placed.map(({ place, share }) => ({ place, share })), nets, glides };
    },
    clear() {
      places.length = 0;
    },
  };
}

// Implementation

/** A net at its place. */
interface Standing {
  readonly place: number;
  readonly name: string;
  /** What stands there or is glided to, as the engine has it. */
  goal: Cppn;
  /** The same as the display has it. */
  held: Held;
  /** How far the display is on its glide. */
  share: Unit;
  /** How far the net was when the display learned of the goal: the display goes the rest, from where it was. */
  start: Unit;
  /** The last scene that it was in. */
  used: number;
}

function goalOf(net: Cppn): Cppn {
  return net.glide?.to ?? net;
}

function isOfShape(a: Cppn, b: Cppn): boolean {
  return JSON.stringify(a.spec) === JSON.stringify(b.spec);
}
