/** Oracle: the signatures as the formats' specifications give them, written out by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageTypeOf } from '../../../engine/optimize/image-file.ts';

const bytes = (...parts: (string | number)[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])));

for (const [type, file] of [
  ['png', bytes(0x89, 'PNG', 13, 10, 26, 10)],
  ['jpeg', bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16, 'JFIF')],
  ['webp', bytes('RIFF', 10, 13, 0, 0, 'WEBPVP8 ')],
  ['gif', bytes('GIF89a')],
  ['avif', bytes(0, 0, 0, 28, 'ftypavif')],
  ['tiff', bytes('II*', 0, 8, 0, 0, 0)],
  ['tiff', bytes('MM', 0, '*', 0, 0, 0, 8)],
  [undefined, bytes('<svg xmlns="http')],
  [undefined, bytes('RIFF', 0, 0, 0, 0, 'WAVEfmt ')],
  [undefined, bytes()],
] as const) {
  test(`${type ?? 'none'} is told by its first bytes ${Buffer.from(file.subarray(0, 4)).toString('hex')}`, () => {
    assert.equal(imageTypeOf(file), type);
  });
}
