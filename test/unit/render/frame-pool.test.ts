import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRAME_HEADROOM_BYTES } from '../../../engine/ports.ts';
import { createFramePool } from '../../../engine/render/frame-pool.ts';

test('a frame has room for the header and its pixels', () => {
  const pool = createFramePool();
  assert.equal(pool.take('rgba', 4, 2).bytes.length, FRAME_HEADROOM_BYTES + 32);
  assert.equal(pool.take('i420', 4, 2).bytes.length, FRAME_HEADROOM_BYTES + 12);
});

test('a released buffer is used again, one that is held is not', () => {
  const pool = createFramePool();
  const [first, second] = [pool.take('rgba', 4, 2), pool.take('rgba', 4, 2)];
  assert.notEqual(first.bytes, second.bytes);
  first.release();
  assert.equal(pool.take('rgba', 4, 2).bytes, first.bytes);
});

test('a frame released twice gives its buffer back once', () => {
  const pool = createFramePool();
  const first = pool.take('rgba', 4, 2);
  first.release();
  first.release();
  assert.notEqual(pool.take('rgba', 4, 2).bytes, pool.take('rgba', 4, 2).bytes);
});

test('a buffer of another size is not used', () => {
  const pool = createFramePool();
  pool.take('rgba', 4, 2).release();
  assert.equal(pool.take('rgba', 2, 2).bytes.length, FRAME_HEADROOM_BYTES + 16);
});
