/** Oracle: the format's own description, written out as literal bytes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EngineError } from '../../engine/errors.ts';
import { float32Values, parseSafetensors, writeSafetensors } from '../../engine/safetensors.ts';

/** A file as the format describes it: u64 length, JSON header, data. */
function file(header: unknown, data: readonly number[] = []): Uint8Array {
  const json = typeof header === 'string' ? header : JSON.stringify(header);
  const text = new TextEncoder().encode(json);
  return Uint8Array.from([text.length & 255, text.length >> 8, 0, 0, 0, 0, 0, 0, ...text, ...data]);
}

const ONE_AND_MINUS_TWO = [0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0];
const whole = file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, ONE_AND_MINUS_TWO);

function read(bytes: Uint8Array): Record<string, number[]> {
  const tensors = [...parseSafetensors(bytes, 'a file')];
  return Object.fromEntries(tensors.map(([name, stored]) => [name, [...float32Values(stored, 'a file')]]));
}

test('reads literal bytes', () => {
  assert.deepEqual(read(whole), { a: [1, -2] });
});

test('reads the same from a Buffer as from plain bytes', () => {
  const tensors = new Map([
    ['a', { shape: [2], values: Float32Array.of(1, 2) }],
    ['b', { shape: [1], values: Float32Array.of(3) }],
  ]);
  assert.deepEqual(read(Buffer.from(writeSafetensors(tensors))), { a: [1, 2], b: [3] });
});

test('reads the names that a UTF-8 header holds', () => {
  const bytes = file({ 'größe %41': { dtype: 'F32', shape: [0], data_offsets: [0, 0] } });
  assert.deepEqual(read(bytes), { 'größe %41': [] });
});

test('reads back whatever it wrote', () => {
  const values = fc.float32Array({ noNaN: true, maxLength: 20 });
  const names = fc.string({ maxLength: 12 }).filter((name) => name !== '__metadata__' && name !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(names, values, { noNullPrototype: true }), (tensors) => {
      const stored = new Map(Object.entries(tensors).map(([k, v]) => [k, { shape: [v.length], values: v }]));
      const expected = Object.fromEntries(Object.entries(tensors).map(([k, v]) => [k, [...v]]));
      assert.deepEqual(read(writeSafetensors(stored)), expected);
    }),
  );
});

const broken: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['nothing', new Uint8Array(), /got 0 bytes/],
  ['a header length past the end', whole.subarray(0, 30), /longer than the file/],
  ['cut data', whole.subarray(0, -1), /needs 8 bytes, its range is 0–8 of 7/],
  ['data that no tensor covers', file({}, [1, 2]), /cover 0 of 2 bytes/],
  ['a header that is no JSON', file('{"a":'), /header is not JSON/],
  ['a header that is no object', file('3'), /header is not an object/],
  ['an unknown type', file({ a: { dtype: 'F8', shape: [1], data_offsets: [0, 1] } }, [0]), /unknown type F8/],
  ['a negative shape', file({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 0] } }), /no valid shape/],
  ['offsets that run backwards', file({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } }), /its range is 4–0/],
];
for (const [what, bytes, message] of broken) {
  test(`refuses ${what}`, () => {
    assert.throws(() => parseSafetensors(bytes, 'a file'), { name: 'EngineError', code: 'bad-preset', message });
  });
}

test('gives tensors or an EngineError for any bytes behind any header', () => {
  const entry = fc.record({
    dtype: fc.constantFrom('F32', 'U8', 'X'),
    shape: fc.anything(),
    data_offsets: fc.anything(),
  });
  const header = fc.oneof(fc.anything(), fc.dictionary(fc.string({ maxLength: 3 }), fc.oneof(entry, fc.anything())));
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 16 }), (value, data) => {
      const json = JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? Number(v) : v)) ?? 'null';
      try {
        parseSafetensors(file(json.slice(0, 60_000), [...data]), 'a file');
      } catch (error) {
        assert.ok(error instanceof EngineError, String(error));
      }
    }),
  );
});
