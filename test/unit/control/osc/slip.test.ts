import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeSlip, slipReader } from '../../../../engine/control/osc/slip.ts';

function readAll(pieces: readonly Uint8Array[]): Uint8Array[] {
  const packets: Uint8Array[] = [];
  const read = slipReader((packet) => packets.push(packet));
  for (const piece of pieces) read(piece);
  return packets;
}

test('end marks and escapes within a packet are escaped', () => {
  const framed = encodeSlip(Uint8Array.from([0x2f, 0xc0, 0xdb, 0x00]));
  assert.deepEqual([...framed], [0xc0, 0x2f, 0xdb, 0xdc, 0xdb, 0xdd, 0x00, 0xc0]);
});

test('packets come out as they went in, wherever the stream is cut', () => {
  const packets = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 });
  fc.assert(
    fc.property(packets, fc.nat(), (sent, cut) => {
      const stream = Uint8Array.from(sent.flatMap((packet) => [...encodeSlip(packet)]));
      const at = stream.length > 0 ? cut % stream.length : 0;
      assert.deepEqual(readAll([stream.subarray(0, at), stream.subarray(at)]), sent);
    }),
  );
});

test('a packet of OSC 1.0 without a mark before it is read', () => {
  assert.deepEqual(readAll([Uint8Array.from([1, 2, 0xc0])]), [Uint8Array.from([1, 2])]);
});

test('a packet without an end is thrown away, and the next one read', () => {
  const endless = new Uint8Array(1 << 17).fill(7);
  assert.deepEqual(readAll([endless, Uint8Array.of(0xc0, 5, 0xc0)]), [Uint8Array.of(5)]);
});
