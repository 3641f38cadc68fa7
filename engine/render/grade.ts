/**
 * Brightness, contrast, saturation and hue as one affine matrix in linear light, so that a renderer does one thing only.
 */

import type { Grade } from './scene.ts';

export interface GradeSettings {
  /** Factor on light, ≥ 0. */
  readonly brightness: number;
  /** Factor about mid grey (0.18 in linear light), ≥ 0. */
  readonly contrast: number;
  /** 0 grey, 1 as it is. */
  readonly saturation: number;
  /** Turns. */
  readonly hue: number;
}

/** Mid grey in linear light: what contrast leaves where it is. */
const MID_GREY = 0.18;
/** BT.709 luminance of R, G, B: what saturation and hue keep. */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;

/** Give the matrix of these settings, or null when they change nothing. */
export function gradeOf(settings: GradeSettings): Grade | null {
  const { brightness, contrast, saturation, hue } = settings;
  if (brightness === 1 && contrast === 1 && saturation === 1 && hue === 0) return null;
  const turn = hueRotation(2 * Math.PI * hue);
  const offset = brightness * MID_GREY * (1 - contrast);
  const rows = [0, 1, 2].map((i) => {
    const row = [0, 1, 2].map((j) => {
      const turned = turn[3 * i + j] ?? 0;
      const grey = LUMINANCE[j] ?? 0;
      return brightness * contrast * (saturation * turned + (1 - saturation) * grey);
    });
    return [...row, offset];
  });
  return rows.flat();
}

// Implementation

/** Rotate chroma about the grey axis by `angle`, keeping luminance: the plane turn in a basis of grey and two chroma axes. */
function hueRotation(angle: number): number[] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle) / Math.sqrt(3);
  const third = (1 - cos) / 3;
  const rotation = [
    cos + third,
    third - sin,
    third + sin,
    third + sin,
    cos + third,
    third - sin,
    third - sin,
    third + sin,
    cos + third,
  ];
  // The rotation keeps r + g + b; shift every channel alike so that it keeps luminance instead.
  return rotation.map((value, at) => {
    const column = at % 3;
    const luminance = [0, 1, 2].reduce((sum, i) => sum + (LUMINANCE[i] ?? 0) * (rotation[3 * i + column] ?? 0), 0);
    return value + (LUMINANCE[column] ?? 0) - luminance;
  });
}
