/**
 * Hands out pieces of the shared memory in powers of two. A piece that was given back serves the next request of its size, so a
 * show that changes resolution all night takes at most twice what its largest frame needed; pages never written cost nothing.
 */

/** A piece of the shared memory. `bytes` may be more than was asked for. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** The memory beyond its first bytes. */
export interface Heap {
  /** Take a piece, 64-byte aligned. Its content is arbitrary. */
  take(bytes: number): Block;
  /** Take a piece that is large enough, giving the old one back when it is not. */
  enlarge(old: Block | undefined, bytes: number): Block;
  giveBack(block: Block): void;
}

/**
 * Make the heap.
 * @param reach makes the memory at least so many bytes long, or throws
 */
export function createHeap(firstAddress: number, reach: (bytes: number) => void): Heap {
  const free = new Map<number, Block[]>();
  let end = firstAddress;

  function take(wanted: number): Block {
    const bytes = 2 ** Math.ceil(Math.log2(Math.max(64, wanted)));
    const reused = free.get(bytes)?.pop();
    if (reused) return reused;
    reach(end + bytes);
    const block = { address: end, bytes };
    end += bytes;
    return block;
  }
  function giveBack(block: Block): void {
    free.set(block.bytes, [...(free.get(block.bytes) ?? []), block]);
  }
  function enlarge(old: Block | undefined, bytes: number): Block {
    if (old && old.bytes >= bytes) return old;
    if (old) giveBack(old);
    return take(bytes);
  }
  return { take, enlarge, giveBack };
}
