/**
 * A net that glides, for a display that draws by itself: where it goes is sent once, as changes from what the display has; the way
 * there is a share in each scene. All little-endian.
 *
 *    0 u8×4  "NF", version, 6        4 u8 place    5 f32 share
 *    9       for each tensor, in the order of `parameterShapes`: u8 bits, and unless that is 0 a change for each weight, in so many
 *            bits, lowest first, as steps + 2^(bits − 1); the last byte is filled up
 *
 * What stands at the place, at that share of its own glide, is where the new one comes from; with the changes it is where that goes.
 * So a message is a third of a net's bytes, and its rounding, half a step, never adds up.
 */

import { type Cppn, parameterShapes, tensor } from '../cppn/cppn.ts';
import { mixNets } from '../cppn/glide.ts';
import type { Unit } from '../units.ts';
import { writeByteKind } from './protocol.ts';
import { reader } from './reader.ts';

/** What a display holds at a place: a net and the one that it glides to, which is the same when it stands still. */
export interface Held {
  readonly from: Cppn;
  readonly to: Cppn;
}

/** Give the net at a share of the way. The same one again for the same share, so that nothing is uploaded twice. */
export function heldAt(held: Held, share: Unit): Cppn {
  if (share >= 1 || held.from === held.to) return held.to;
  const known = latest.get(held);
  if (known?.glide?.share === share) return known;
  const made = mixNets(held.from, held.to, share);
  latest.set(held, made);
  return made;
}

/** Write a glide from `held` as it is at `share` to another net of its architecture. Allocates the result. */
export function writeGlide(place: number, share: Unit, held: Held, to: Cppn): Uint8Array {
  const from = heldAt(held, share);
  const tensors = [...parameterShapes(to.spec).keys()].map((name) => {
    const start = tensor(from, name);
    const steps = Int32Array.from(tensor(to, name), (value, i) => Math.round((value - (start[i] ?? 0)) * STEPS_OF_ONE));
    const most = steps.reduce((far, step) => Math.max(far, step >= 0 ? step + 1 : -step), 0);
    const isChanged = steps.some((step) => step !== 0);
    return { steps, bits: isChanged ? 1 + Math.ceil(Math.log2(most)) : 0 };
  });
  const size = ({ steps, bits }: (typeof tensors)[number]) => 1 + Math.ceil((steps.length * bits) / 8);
  const bytes = new Uint8Array(tensors.reduce((sum, each) => sum + size(each), HEAD_BYTES));
  writeByteKind(bytes, 'glide');
  bytes[4] = place;
  new DataView(bytes.buffer).setFloat32(5, share, true);
  let at = HEAD_BYTES;
  for (const { steps, bits } of tensors) {
    bytes[at++] = bits;
    let held = 0;
    let count = 0;
    for (const step of bits > 0 ? steps : []) {
      held += (step + 2 ** (bits - 1)) * 2 ** count;
      for (count += bits; count >= 8; count -= 8) {
        bytes[at++] = held % 256;
        held = Math.floor(held / 256);
      }
    }
    if (count > 0) bytes[at++] = held;
  }
  return bytes;
}

/**
 * Read a glide: what its place holds from now on. Allocates it.
 * @throws EngineError 'bad-message' when the bytes are no glide, or its place is empty
 */
export function readGlide(bytes: Uint8Array, shelf: readonly (Held | undefined)[]): { place: number; held: Held } {
  const input = reader(bytes, 'glide');
  const place = input.byte();
  const held = shelf[place];
  if (!held) throw input.bad(`no net at place ${place}`);
  const [share = 1] = input.floats(1);
  const { spec, weights } = heldAt(held, share);
  const changed = new Map(
    [...parameterShapes(spec).keys()].map((name) => {
      const start = tensor({ spec, weights }, name);
      const bits = input.byte();
      if (bits > MOST_BITS) throw input.bad(`changes of ${bits} bits`);
      if (bits === 0) return [name, start];
      const next = bitReader(input.byte);
      return [name, start.map((value) => value + (next(bits) - 2 ** (bits - 1)) / STEPS_OF_ONE)];
    }),
  );
  if (input.left > 0) throw input.bad(`${input.left} bytes too many`);
  return { place, held: { from: { spec, weights }, to: { spec, weights: changed } } };
}

// Implementation

const HEAD_BYTES = 9;
/** Half a step is 0.00006: a tenth of what would be seen in a net that is 32 wide and 4 deep. */
const STEPS_OF_ONE = 8192;
/** Changes of a thousand. */
const MOST_BITS = 24;
/** The net of the last share asked for. */
const latest = new WeakMap<Held, Cppn>();

/** Take numbers of some bits, lowest first, from a row of bytes. */
function bitReader(byte: () => number): (bits: number) => number {
  let held = 0;
  let count = 0;
  return (bits) => {
    for (; count < bits; count += 8) held += byte() * 2 ** count;
    const value = held % 2 ** bits;
    held = Math.floor(held / 2 ** bits);
    count -= bits;
    return value;
  };
}
