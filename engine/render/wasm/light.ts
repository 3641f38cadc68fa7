/**
 * The sRGB curve as vector code, both ways, for the mix in linear light. Held to `colour.ts` by a test.
 */

import type { Spare } from './activations.ts';
import { add, type Code, choose, float, get, lessThan, mul, set, sqrt } from './assembler.ts';

/**
 * Leave the linear light of an sRGB value 0…1 on the stack. Error ≤ 0.06/255 of the sRGB value.
 * @param value local, kept
 */
export function emitToLinear(value: number, [a]: Spare): Code {
  const curve = DECODE.reduceRight<Code>((sum, c, i) => {
    return i === DECODE.length - 1 ? float(c) : add(mul(sum, get(value)), float(c));
  }, []);
  return [set(a, curve), choose(lessThan(float(0.04045), get(value)), get(a), mul(get(value), float(1 / 12.92)))];
}

/**
 * Leave the sRGB value of linear light 0…1 on the stack. Error ≤ 0.07/255.
 * @param light local, kept
 */
export function emitFromLinear(light: number, [a, b]: Spare): Code {
  const root = get(b);
  const curve = ENCODE.reduceRight<Code>((sum, c, i) => {
    return i === ENCODE.length - 1 ? float(c) : add(mul(sum, root), float(c));
  }, []);
  return [
    set(b, sqrt(sqrt(get(light)))),
    set(a, curve),
    choose(lessThan(float(0.0031308), get(light)), get(a), mul(get(light), float(12.92))),
  ];
}

// Implementation

/** ((e + 0.055) / 1.055)^2.4, 0.04045 ≤ e ≤ 1, relative minimax fit: 4.3e-4. */
const DECODE = [
  0.0010462537154421103, 0.028404639644140868, 0.5603688763427902, 0.5265170498754633, -0.1167941834272319,
];
/** 1.055 l^(1/2.4) − 0.055 as a cubic of l^¼, 0.0031308 ≤ l ≤ 1, minimax fit: 2.2e-4. */
const ENCODE = [-0.07176163316603103, 0.2557989129038355, 0.9525714974396652, -0.13682353069048608];
