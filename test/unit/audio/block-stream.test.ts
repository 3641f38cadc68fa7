/** The capture pipe's records against literal bytes, cut anywhere, and against garbage. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createBlockDecoder, encodeBlock, encodeText } from '../../../engine/audio/block-stream.ts';
import type { AudioBlock } from '../../../engine/audio/features.ts';
import { EngineError } from '../../../engine/errors.ts';

/** A block of one frame, two channels, at 48 kHz and 1.5 s: samples 1 and −0.5. */
const BLOCK_BYTES = hex(`
  4e464231 01000000 000000000000f83f 01000000 02000000 000000000070e740
  0000803f 000000bf`);
/** The text "Ü€". */
const TEXT_BYTES = hex('4e464231 02000000 0000000000000000 02000000 00000000 0000000000000000 dc00 ac20');

type Received = { block: AudioBlock } | { text: string };

function decodeAll(pieces: readonly Uint8Array[]): Received[] {
  const received: Received[] = [];
  const decode = createBlockDecoder({
    onBlock: (block) => received.push({ block: { ...block, samples: block.samples.slice() } }),
    onText: (text) => received.push({ text }),
  });
  for (const piece of pieces) decode(piece);
  return received;
}

const BLOCK: AudioBlock = { samples: Float32Array.of(1, -0.5), frames: 1, channels: 2, sampleRate: 48000, time: 1.5 };

describe('records', () => {
  test('a block is written as its literal bytes', () => assert.deepEqual(encodeBlock(BLOCK), BLOCK_BYTES));
  test('a text is written as its literal bytes', () => assert.deepEqual(encodeText('Ü€'), TEXT_BYTES));
  test('literal bytes are read as their block', () => assert.deepEqual(decodeAll([BLOCK_BYTES]), [{ block: BLOCK }]));
  test('literal bytes are read as their text', () => assert.deepEqual(decodeAll([TEXT_BYTES]), [{ text: 'Ü€' }]));

  test('an empty text is a record too', () => assert.deepEqual(decodeAll([encodeText('')]), [{ text: '' }]));

  test('samples beyond the frames of a reused buffer are not sent', () => {
    const samples = Float32Array.of(1, -0.5, 9, 9);
    assert.deepEqual(encodeBlock({ ...BLOCK, samples }), BLOCK_BYTES);
  });

  test('records cut in two anywhere are read whole', () => {
    const bytes = joined([BLOCK_BYTES, TEXT_BYTES, BLOCK_BYTES]);
    for (let at = 0; at <= bytes.length; at++) {
      const received = decodeAll([bytes.subarray(0, at), bytes.subarray(at)]);
      assert.deepEqual(received, [{ block: BLOCK }, { text: 'Ü€' }, { block: BLOCK }], `cut at ${at}`);
    }
  });

  test('records that come byte by byte are read whole', () => {
    const bytes = joined([BLOCK_BYTES, TEXT_BYTES]);
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    assert.deepEqual(decodeAll(pieces), [{ block: BLOCK }, { text: 'Ü€' }]);
  });

  test('every block and text comes back as it was, however the stream is cut', () => {
    const block = fc
      .record(
        {
          channels: fc.integer({ min: 1, max: 4 }),
          frames: fc.integer({ min: 1, max: 600 }),
          sampleRate: fc.integer({ min: 8000, max: 192000 }),
          time: fc.double({ noNaN: true, noDefaultInfinity: true }),
        },
        { noNullPrototype: true },
      )
      .map((head) => ({
        block: { ...head, samples: Float32Array.from({ length: head.frames * head.channels }, (_, i) => Math.sin(i)) },
      }));
    const records = fc.array(
      fc.oneof(block, fc.record({ text: fc.string({ unit: 'binary' }) }, { noNullPrototype: true })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 3000 }), (sent, step) => {
        const bytes = joined(sent.map((item) => ('block' in item ? encodeBlock(item.block) : encodeText(item.text))));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += step) pieces.push(bytes.subarray(at, at + step));
        assert.deepEqual(decodeAll(pieces), sent);
      }),
    );
  });
});

describe('garbage', () => {
  const cases: readonly (readonly [string, number, string, RegExp])[] = [
    ['a wrong mark', 0, '00', /mark/],
    ['an unknown kind', 4, '03', /kind: expected 1 or 2, got 3/],
    ['a time that is no number', 8, '000000000000f87f', /time/],
    ['no frames', 16, '00000000', /frames: expected 1 to 65536, got 0/],
    ['frames without end', 16, 'ffffffff', /frames: expected 1 to 65536, got 4294967295/],
    ['no channels', 20, '00000000', /channels/],
    ['too many channels', 20, '41000000', /channels: expected 1 to 64, got 65/],
    ['a sample rate of zero', 24, '0000000000000000', /sample rate/],
  ];
  for (const [title, at, patch, expected] of cases) {
    test(`${title} is an EngineError that names the field`, () => {
      const bytes = BLOCK_BYTES.slice();
      bytes.set(hex(patch), at);
      assert.throws(
        () => decodeAll([bytes]),
        (error) => error instanceof EngineError && error.code === 'audio-system' && expected.test(error.message),
      );
    });
  }

  test('a text without end is an EngineError before it is waited for', () => {
    const bytes = TEXT_BYTES.slice();
    bytes.set(hex('ffffffff'), 16);
    assert.throws(() => decodeAll([bytes.subarray(0, 32)]), /characters: expected at most 1048576/);
  });

  test('any bytes give records or an EngineError', () => {
    const head = fc.constantFrom(new Uint8Array(0), BLOCK_BYTES, BLOCK_BYTES.subarray(0, 8), TEXT_BYTES.subarray(0, 8));
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        try {
          decodeAll([start, rest]);
        } catch (error) {
          assert.ok(error instanceof EngineError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/\s/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}
