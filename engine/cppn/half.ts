/** Half-precision numbers (IEEE 754 binary16), which JavaScript has not everywhere yet. */

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** Round numbers to the nearest halves, ties to even, and give their bits. Too large a number becomes infinite. */
export function toHalves(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, toHalf);
}

// Implementation

function toHalf(value: number): number {
  float[0] = Math.abs(value);
  const word = bits[0] ?? 0;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (word > 0x7f800000) return sign | 0x7e00;
  if (word >= 0x477ff000) return sign | 0x7c00;
  // Below 2⁻¹⁴ halves are multiples of 2⁻²⁴; above, 13 bits of the significand fall away and the exponent's bias shrinks by 112.
  if (word < 0x38800000) return sign | toEven(Math.abs(value) * 2 ** 24);
  return sign | (toEven(word / 2 ** 13) - (112 << 10));
}

function toEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
