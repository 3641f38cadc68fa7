import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newestFrame } from '../../../display/newest-frame.ts';
import { EngineError } from '../../../engine/errors.ts';
import { FRAME_HEADER_BYTES, writeFrameHeader } from '../../../engine/wire/protocol.ts';

/** A 2×2 RGBA frame of one value. */
function frame(sequence: number, value = 0): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + 16).fill(value);
  writeFrameHeader(bytes, { format: 'rgba', sequence, width: 2, height: 2, time: 0, audioTime: 0, waited: 0, made: 0 });
  return bytes;
}

describe('newest-frame', () => {
  test('gives the newest of two frames, once', () => {
    const slot = newestFrame();
    slot.put(frame(1, 10));
    slot.put(frame(2, 20));
    const taken = slot.take();
    assert.equal(taken?.header.sequence, 2);
    assert.deepEqual([...(taken?.pixels ?? [])], Array(16).fill(20));
    assert.equal(slot.take(), undefined);
  });

  test('acknowledges every frame exactly once, replaced ones too, oldest first', () => {
    const slot = newestFrame();
    slot.put(frame(7));
    slot.put(frame(8));
    slot.take();
    assert.deepEqual(slot.takeUnacknowledged(), [7, 8]);
    assert.deepEqual(slot.takeUnacknowledged(), []);
    slot.put(frame(9));
    assert.deepEqual(slot.takeUnacknowledged(), [9]);
  });

  test('counts the frames that were replaced and those that were never sent', () => {
    const slot = newestFrame();
    for (const sequence of [1, 2, 5]) slot.put(frame(sequence));
    slot.take();
    slot.put(frame(6));
    assert.equal(slot.replaced, 2);
    assert.equal(slot.skipped, 2);
  });

  test('owes a new connection nothing for the frames of the old one, and counts no gap between them', () => {
    const slot = newestFrame();
    slot.put(frame(900));
    slot.reset();
    assert.deepEqual(slot.takeUnacknowledged(), []);
    slot.put(frame(1));
    slot.put(frame(2));
    assert.deepEqual(slot.takeUnacknowledged(), [1, 2]);
    assert.equal(slot.skipped, 0);
  });

  test('refuses bytes that are no frame and keeps the one it has', () => {
    const slot = newestFrame();
    slot.put(frame(1));
    assert.throws(() => slot.put(frame(2).subarray(0, 40)), EngineError);
    assert.equal(slot.take()?.header.sequence, 1);
    assert.deepEqual(slot.takeUnacknowledged(), [1]);
  });
});
