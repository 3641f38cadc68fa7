/** Reads a message of bytes one little-endian number after the other; whatever is amiss is an EngineError 'bad-message'. */

import { EngineError } from '../errors.ts';
import { type ByteKind, byteKind } from './protocol.ts';

/** Begin behind the first four bytes. @throws EngineError when those are not the kind's, as every read past the end does */
export function reader(bytes: Uint8Array, kind: ByteKind) {
  const bad = (why: string) =>
    new EngineError('bad-message', `${kind} of ${bytes.length} bytes: ${why}`, 'reload the page');
  if (byteKind(bytes) !== kind) throw bad('does not begin as one of this version');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 4;
  const take = (count: number) => {
    if (at + count > bytes.length) throw bad('cut short');
    at += count;
    return at - count;
  };
  const finite = (value: number) => {
    if (!Number.isFinite(value)) throw bad(`${value} before byte ${at}, expected a finite number`);
    return value;
  };
  return {
    bad,
    get left() {
      return bytes.length - at;
    },
    skip: take,
    byte: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2), true),
    i16: () => view.getInt16(take(2), true),
    u32: () => view.getUint32(take(4), true),
    f64: () => finite(view.getFloat64(take(8), true)),
    floats: (count: number) => Array.from({ length: count }, () => finite(view.getFloat32(take(4), true))),
  };
}
