/** Bytes as python-osc 1.9 and liblo wrote them, and any bytes at all. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeOsc,
  encodeBundle,
  encodeOsc,
  type OscMessage,
  type OscValue,
} from '../../../../engine/control/osc/codec.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (packet: Uint8Array) => Buffer.from(packet).toString('hex');
const now = (address: string, ...args: OscValue[]): OscMessage => ({ address, args, due: null });

const literal: readonly (readonly [string, string, OscMessage[]])[] = [
  ['a float', '2f766965772f7a6f6f6d00002c66000040200000', [now('/view/zoom', 2.5)]],
  ['an integer', '2f766965772f7a6f6f6d00002c69000000000002', [now('/view/zoom', 2)]],
  ['a double', '2f766965772f7a6f6f6d00002c6400004004000000000000', [now('/view/zoom', 2.5)]],
  ['a 64-bit integer', '2f766965772f7a6f6f6d00002c6800000000000000000003', [now('/view/zoom', 3)]],
  ['a string', '2f7072657365742f676f00002c7300006162797373000000', [now('/preset/go', 'abyss')]],
  ['true', '2f6d61737465722f626c61636b6f7574000000002c540000', [now('/master/blackout', true)]],
  ['false', '2f6d61737465722f626c61636b6f7574000000002c460000', [now('/master/blackout', false)]],
  ['nil', '2f6d61737465722f626c61636b6f7574000000002c4e0000', [now('/master/blackout', null)]],
  ['a bang', '2f7072657365742f6e657874000000002c490000', [now('/preset/next', true)]],
  ['no arguments', '2f7072657365742f6e657874000000002c000000', [now('/preset/next')]],
  ['no type tags at all', '2f7072657365742f6e65787400000000', [now('/preset/next')]],
  ['two floats', '2f766965772f70616e0000002c6666003e800000bf000000', [now('/view/pan', 0.25, -0.5)]],
  ['an array', '2f766965772f70616e0000002c5b66665d0000003e800000bf000000', [now('/view/pan', 0.25, -0.5)]],
  [
    'a bundle in a bundle',
    '2362756e646c65000000000000000001000000142f766965772f7a6f6f6d00002c66000040000000000000142f6d61737465722f6875650' +
      '02c6600003e800000000000282362756e646c65000000000000000001000000142f666164652f74696d6500002c6600003f800000',
    [now('/view/zoom', 2), now('/master/hue', 0.25), now('/fade/time', 1)],
  ],
  [
    'a bundle of a time to come',
    '2362756e646c6500eef4508080000000000000142f766965772f7a6f6f6d00002c66000040000000',
    [{ address: '/view/zoom', args: [2], due: 1800000000.5 }],
  ],
];
for (const [what, packet, messages] of literal) {
  test(`reads ${what}`, () => assert.deepEqual(decodeOsc(bytes(packet)), messages));
}

const broken: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['an address without its end', '2f766965'],
  ['no address', '766965772f7a6f6f6d000000'],
  ['a float cut off', '2f766965772f7a6f6f6d00002c6600004020'],
  ['a blob of negative length', '2f766965772f7a6f6f6d00002c620000ffffffff'],
  ['a bundle whose element is longer than it', '2362756e646c65000000000000000001000000ff2f7600002c000000'],
  ['a bundle whose element has a negative length', '2362756e646c65000000000000000001ffffffff2f7600002c000000'],
  ['a type that nobody knows', '2f766965772f7a6f6f6d00002c7a000040200000'],
];
for (const [what, packet] of broken) {
  test(`of ${what} nothing is read`, () => assert.deepEqual(decodeOsc(bytes(packet)), []));
}

test('a broken element of a bundle does not take the others with it', () => {
  const whole = '000000142f766965772f7a6f6f6d00002c66000040000000';
  const packet = `2362756e646c65000000000000000001${whole}0000000476696577${whole}`;
  assert.equal(decodeOsc(bytes(packet)).length, 2);
});

test('numbers are written as floats, whole ones where asked as integers', () => {
  assert.equal(hex(encodeOsc('/view/zoom', 2.5)), '2f766965772f7a6f6f6d00002c66000040200000');
  assert.equal(hex(encodeOsc('/view/zoom', { type: 'integer', value: 2 })), '2f766965772f7a6f6f6d00002c69000000000002');
});

const anyValue = fc.oneof(fc.double().map(Math.fround), fc.boolean(), fc.constant(null), fc.stringMatching(/^[^\0]*$/));
const anyAddress = fc.stringMatching(/^\/[^\0#]{0,20}$/);

test('what is written is read again', () => {
  fc.assert(
    fc.property(anyAddress, fc.array(anyValue), (address, args) => {
      // 'bang' is osc-min's word for the type I; a text must not become one.
      fc.pre(!args.includes('bang'));
      assert.deepEqual(decodeOsc(encodeOsc(address, ...args)), [now(address, ...args)]);
    }),
  );
});

test('a bundle that is written is read again', () => {
  const message = fc.record({ address: anyAddress, args: fc.array(fc.boolean()) }, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const read = decodeOsc(encodeBundle(messages)).map(({ address, args }) => ({ address, args }));
      assert.deepEqual(read, messages);
    }),
  );
});

test('no bytes whatever raise an error', () => {
  const start = fc.constantFrom('', '/view/zoom\0\0,f\0\0', '#bundle\0', '/a\0\0,b\0\0', '/a\0\0,[[[');
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 200 }), (text, tail) => {
      decodeOsc(Uint8Array.from([...Buffer.from(text, 'latin1'), ...tail]));
    }),
    { numRuns: 2000 },
  );
});

test('bundles nested three thousand deep are survived', () => {
  let packet = encodeOsc('/view/zoom', 2);
  for (let i = 0; i < 3000; i++) {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(packet.length);
    packet = Buffer.concat([Buffer.from('2362756e646c65000000000000000001', 'hex'), size, packet]);
  }
  assert.ok(decodeOsc(packet).length <= 1);
});
