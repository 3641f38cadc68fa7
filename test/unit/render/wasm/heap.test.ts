/** Property: whatever is taken and given back, no two pieces in use touch each other, and the memory reaches to all of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Block, createHeap } from '../../../../engine/render/wasm/heap.ts';

const requests = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(9)), { maxLength: 60 });

test('pieces in use never overlap and lie within what was reached', () => {
  fc.assert(
    fc.property(requests, (steps) => {
      let reached = 1024;
      const heap = createHeap(1024, (bytes) => {
        reached = bytes;
      });
      const held: Block[] = [];
      for (const [bytes, slot] of steps) {
        const old = held[slot];
        if (old) heap.giveBack(old);
        held[slot] = heap.take(bytes);
      }
      const used = held.filter(Boolean).sort((a, b) => a.address - b.address);
      for (const [i, { address, bytes }] of used.entries()) {
        assert.ok(address % 64 === 0 && address + bytes <= reached);
        assert.ok(address + bytes <= (used[i + 1]?.address ?? reached));
      }
    }),
  );
});

test('a piece that was given back is used again', () => {
  const heap = createHeap(1024, () => {});
  const first = heap.take(1000);
  heap.giveBack(first);
  assert.equal(heap.take(900).address, first.address);
});

test('a piece that is large enough is kept', () => {
  const heap = createHeap(1024, () => {});
  const block = heap.take(1000);
  assert.equal(heap.enlarge(block, 1024), block);
});

test('steps of size up and down come to an end of growth', () => {
  let reached = 0;
  const heap = createHeap(1024, (bytes) => {
    reached = bytes;
  });
  let block: Block | undefined;
  for (let round = 0; round < 50; round++) {
    for (const bytes of [100_000, 400_000, 1_600_000]) {
      if (block) heap.giveBack(block);
      block = heap.take(bytes);
    }
  }
  assert.ok(reached < 2 * (100_000 + 400_000 + 1_600_000));
});
