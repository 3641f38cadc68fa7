/**
 * The safetensors container: a JSON header with names, types, shapes and byte ranges, then the bytes. Pure: bytes in, tensors out.
 * Every number in the header is checked against the file before it is used.
 * @see Hugging Face, "safetensors", format description, 2023
 */

import { EngineError, type ErrorCode } from './errors.ts';

/** A tensor as it lies in a file. `bytes` is a view, not a copy. */
export interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const DTYPE_BYTES: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, U8: 1, I8: 1 };
/** The reference implementation's own limit; a longer header is a broken or hostile file. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Parse a whole file.
 * @param where named in errors
 * @param code of the errors
 * @throws EngineError on a cut, padded or inconsistent file
 */
export function parseSafetensors(
  file: Uint8Array,
  where: string,
  code: ErrorCode = 'bad-preset',
): Map<string, StoredTensor> {
  const bad = (why: string) => new EngineError(code, `${where}: ${why}`, 'copy the file again from its source');
  if (file.length < 8) throw bad(`expected a safetensors file, got ${file.length} bytes`);
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(Math.min(file.length - 8, MAX_HEADER_BYTES))) throw bad('its header is longer than the file');
  const data = file.subarray(8 + Number(length));
  let header: unknown;
  try {
    header = JSON.parse(decodeUtf8(file.subarray(8, 8 + Number(length))));
  } catch {
    throw bad('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null) throw bad('its header is not an object');
  const tensors = new Map<string, StoredTensor>();
  let used = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const stored = storedTensor(name, entry, data, bad);
    used += stored.bytes.length;
    tensors.set(name, stored);
  }
  if (used !== data.length) throw bad(`its tensors cover ${used} of ${data.length} bytes`);
  return tensors;
}

/** Give an F32 tensor's numbers, copied out (files do not align them). @throws EngineError for another type */
export function float32Values(stored: StoredTensor, where: string): Float32Array {
  if (stored.dtype !== 'F32') throw new EngineError('bad-preset', `${where}: expected type F32, got ${stored.dtype}`);
  // Not slice(): what was read from disk is a Buffer, whose slice() shares the memory of the whole file.
  return new Float32Array(new Uint8Array(stored.bytes).buffer);
}

/** Give a file's metadata; empty when it has none. @throws EngineError 'bad-preset' when the file is broken */
export function readMetadata(file: Uint8Array, where: string): Record<string, string> {
  parseSafetensors(file, where);
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  const header = JSON.parse(decodeUtf8(file.subarray(8, 8 + length))) as { __metadata__?: unknown };
  const entries = Object.entries(header.__metadata__ ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/**
 * Give a floating-point tensor's numbers as float32, whatever width it is stored in; F32 at a multiple of four bytes is a view,
 * all else a copy. Undefined for other types. Halves keep their subnormals; a bfloat16 is the upper half of a float32.
 */
export function widenedValues({ dtype, bytes }: StoredTensor): Float32Array | undefined {
  if (dtype === 'F32') {
    if (bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    return new Float32Array(new Uint8Array(bytes).buffer);
  }
  if (dtype !== 'F16' && dtype !== 'BF16') return undefined;
  const words = new Uint16Array(new Uint8Array(bytes).buffer);
  if (dtype === 'F16') {
    const table = halfTable();
    return Float32Array.from(words, (word) => table[word] ?? 0);
  }
  return new Float32Array(Uint32Array.from(words, (word) => word << 16).buffer);
}

/** Write F32 and I8 tensors as a safetensors file, in the map's order. Metadata is text by name. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array | Int8Array }>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    const dtype = values instanceof Int8Array ? 'I8' : 'F32';
    header[name] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = escapeNonAscii(JSON.stringify(header));
  const text = json.padEnd(Math.ceil(json.length / 8) * 8, ' ');
  const file = new Uint8Array(8 + text.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  for (let i = 0; i < text.length; i++) file[8 + i] = text.charCodeAt(i);
  let at = 8 + text.length;
  for (const { values } of tensors.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

// Implementation

let halves: Float32Array | undefined;

/** Give every half as a number: 2¹⁶ of them, IEEE 754 binary16. Made when first asked for: presets need none. */
function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 1 << 16 }, (_, half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const size =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction
            ? Number.NaN
            : Number.POSITIVE_INFINITY
          : (1024 + fraction) * 2 ** (exponent - 25);
    return half & 0x8000 ? -size : size;
  });
  return halves;
}

function storedTensor(name: string, entry: unknown, data: Uint8Array, bad: (why: string) => EngineError): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const size = typeof dtype === 'string' ? DTYPE_BYTES[dtype] : undefined;
  if (typeof dtype !== 'string' || size === undefined)
    throw bad(`tensor "${name}" has the unknown type ${String(dtype)}`);
  if (!isCounts(shape)) throw bad(`tensor "${name}" has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw bad(`tensor "${name}" has no valid offsets`);
  const [start = 0, end = 0] = offsets;
  const expected = shape.reduce((product, n) => product * n, size);
  if (end > data.length || end - start !== expected) {
    throw bad(
      `tensor "${name}" of shape [${shape}] needs ${expected} bytes, its range is ${start}–${end} of ${data.length}`,
    );
  }
  return { dtype, shape, bytes: data.subarray(start, end) };
}

/** The header is written byte for byte, so what is not ASCII goes in as JSON's own escapes. */
function escapeNonAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function decodeUtf8(bytes: Uint8Array): string {
  let escaped = '';
  for (const byte of bytes)
    escaped += byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`;
  return decodeURIComponent(escaped);
}
