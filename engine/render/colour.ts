/**
 * Colour as the reference has it: the sRGB curve, the mix in linear light, grading, and the 4:2:0 conversion.
 * Kernels approximate these; a test holds them to 2/255.
 */

import { clamp, type Unit } from '../units.ts';
import type { Grade } from './scene.ts';

/** Decode an sRGB value to linear light (IEC 61966-2-1). */
export function toLinear(encoded: Unit): Unit {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** Encode linear light as an sRGB value (IEC 61966-2-1). */
export function fromLinear(linear: Unit): Unit {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Apply a grade to linear rgb in place, clamped to 0…1. */
export function applyGrade(grade: Grade, rgb: [number, number, number]): void {
  const [r, g, b] = rgb;
  for (let i = 0; i < 3; i++) {
    const at = 4 * i;
    const value = (grade[at] ?? 0) * r + (grade[at + 1] ?? 0) * g + (grade[at + 2] ?? 0) * b + (grade[at + 3] ?? 0);
    rgb[i] = clamp(value, 0, 1);
  }
}
