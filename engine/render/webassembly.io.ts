/**
 * The part of the WebAssembly interface that the CPU renderer uses, typed. TypeScript ships these types only with the browser's
 * whole DOM, which engine files shall not see.
 * @see WebAssembly JavaScript Interface, W3C, 2022
 */

/** A compiled module; may be sent to worker threads. */
export interface WasmModule {
  readonly [kind: symbol]: unknown;
}

/** A memory that threads share. After `grow`, `buffer` is another object over the same bytes. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

interface WasmInterface {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<WasmModule>;
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** The engine's WebAssembly. */
export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmInterface }).WebAssembly;
