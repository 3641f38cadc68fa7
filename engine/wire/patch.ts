/**
 * A scene as what changed since the one before: most of a scene is the same from tick to tick, and the line is reliable.
 *
 *    0 u8×4  "NF", version, 7        4 a bit for each byte of the scene, lowest first, 1 where it changed; then the changed bytes
 */

import { writeByteKind } from './protocol.ts';
import { reader } from './reader.ts';

/** Write what turns `before` into `after`; undefined where that would not be shorter. Allocates the result. */
export function writePatch(before: Uint8Array, after: Uint8Array): Uint8Array | undefined {
  if (before.length !== after.length) return undefined;
  const head = headBytes(after);
  const changed = after.filter((value, i) => value !== before[i]);
  if (head + changed.length >= after.length) return undefined;
  const patch = new Uint8Array(head + changed.length);
  writeByteKind(patch, 'patch');
  after.forEach((value, i) => {
    if (value !== before[i]) patch[4 + (i >> 3)] = (patch[4 + (i >> 3)] ?? 0) | (1 << (i & 7));
  });
  patch.set(changed, head);
  return patch;
}

/** Apply a patch. Allocates the result. @throws EngineError 'bad-message' when the bytes are no patch of a message like `before` */
export function applyPatch(before: Uint8Array, patch: Uint8Array): Uint8Array {
  const input = reader(patch, 'patch');
  const mask = Array.from({ length: headBytes(before) - 4 }, () => input.byte());
  const after = before.map((value, i) => ((mask[i >> 3] ?? 0) & (1 << (i & 7)) ? input.byte() : value));
  if (input.left > 0) throw input.bad(`${input.left} bytes too many`);
  return after;
}

// Implementation

function headBytes({ length }: Uint8Array): number {
  return 4 + Math.ceil(length / 8);
}
