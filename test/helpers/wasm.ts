/** Runs generated modules: instances over a small shared memory of their own. */

import {
  advance,
  assemble,
  type Code,
  declareLocals,
  get,
  load,
  PAGE_BYTES,
  repeat,
  set,
  store,
} from '../../engine/render/wasm/assembler.ts';
import { type WasmMemory, wasm } from '../../engine/render/webassembly.io.ts';

/** Pages that modules made for tests are told to expect at most. */
export const TEST_PAGES = 64;

/** Make a memory of one page. */
export function testMemory(pages = 1): WasmMemory {
  return new wasm.Memory({ initial: pages, maximum: TEST_PAGES, shared: true });
}

/** Compile and instantiate a module, and give what it exports. */
export async function instantiate<Exports>(bytes: Uint8Array<ArrayBuffer>, memory: WasmMemory): Promise<Exports> {
  const instance = new wasm.Instance(await wasm.compile(bytes), { shared: { memory } });
  return instance.exports as Exports;
}

/**
 * Run vector code over many numbers, four at a time, in single precision. Allocates the result.
 * @param emit leaves its result on the stack; `x` is a local that it may overwrite, `spare` are three more
 */
export async function mapVectors(
  inputs: readonly number[],
  emit: (x: number, spare: readonly [number, number, number], fused: boolean) => Code,
): Promise<Float32Array> {
  const { types, local } = declareLocals(['i32', 'i32']);
  const [x, ...spare] = [local('v128'), local('v128'), local('v128'), local('v128')] as const;
  const body = repeat(1, [set(x, load(get(0), 0)), store(get(0), 0, emit(x, spare, false)), advance(0, 16)]);
  const bytes = assemble([{ name: 'run', parameters: ['i32', 'i32'], locals: types, body }], TEST_PAGES);
  const vectors = Math.ceil(inputs.length / 4);
  const memory = testMemory(1 + Math.ceil((16 * vectors) / PAGE_BYTES));
  new Float32Array(memory.buffer).set(inputs);
  const { run } = await instantiate<{ run(address: number, vectors: number): void }>(bytes, memory);
  run(0, vectors);
  return new Float32Array(memory.buffer).slice(0, inputs.length);
}

/** Give `count` numbers from low to high, both included, as single precision holds them. */
export function ramp(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.fround(low + ((high - low) * i) / (count - 1)));
}
