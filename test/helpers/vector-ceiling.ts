/** What one thread's 128-bit vectors can do at most: a loop of multiply-adds in registers and nothing else. */

import {
  assemble,
  declareLocals,
  fusedProbe,
  get,
  load,
  multiplyAdd,
  repeat,
  set,
  store,
} from '../../engine/render/wasm/assembler.ts';
import { wasm } from '../../engine/render/webassembly.io.ts';
import { instantiate, TEST_PAGES, testMemory } from './wasm.ts';

/** Sums side by side: enough to hide an addition's latency, few enough for the registers. */
const SUMS = 10;
const UNROLLED = 8;
const ROUNDS = 200_000;

/** Measure floating-point operations a second of this thread, a multiply-add being two: best of ten. */
export async function vectorCeiling(): Promise<number> {
  const { types, local } = declareLocals(['i32', 'i32']);
  const [x, w] = [local('v128'), local('v128')];
  const sums = Array.from({ length: SUMS }, () => local('v128'));
  const fused = wasm.validate(fusedProbe());
  const round = Array.from({ length: UNROLLED }, () =>
    sums.map((sum) => set(sum, multiplyAdd(get(x), get(w), get(sum), fused))),
  );
  const body = [
    set(x, load(get(0), 0)),
    set(w, load(get(0), 16)),
    repeat(1, round),
    sums.map((sum, i) => store(get(0), 32 + 16 * i, get(sum))),
  ];
  const bytes = assemble([{ name: 'run', parameters: ['i32', 'i32'], locals: types, body }], TEST_PAGES);
  const { run } = await instantiate<{ run(address: number, rounds: number): void }>(bytes, testMemory());
  let best = 0;
  for (let i = 0; i < 12; i++) {
    const start = performance.now();
    run(0, ROUNDS);
    best = Math.max(best, (ROUNDS * UNROLLED * SUMS * 4 * 2) / ((performance.now() - start) / 1000));
  }
  return best;
}
