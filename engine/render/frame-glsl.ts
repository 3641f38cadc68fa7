/**
 * A whole frame as a GLSL ES 3.00 fragment shader for WebGL 2: the nets of `cppn/glsl.ts` with the folds, waves, view, mix, blend,
 * grade and gamma of a scene around them. A shader serves every scene whose layers have its architectures in its order; what changes
 * from frame to frame is one uniform array and the nets' blocks.
 */

import type { CppnSpec } from '../cppn/cppn.ts';
import { cppnGlsl, GLSL_ACTIVATIONS } from '../cppn/glsl.ts';
import { BLEND_FORMULAS, BLEND_MODES, type BlendMode, blendShares, wipeEdge } from './blend.ts';
import { layerShares, MAX_FOLDS, MAX_SCENE_LAYERS, MAX_WAVES, needsLight, type Scene } from './scene.ts';

/** vec4s of the uniform `frame`. */
export const FRAME_UNIFORMS = 10 + MAX_FOLDS + 2 * MAX_WAVES + MAX_SCENE_LAYERS;

/**
 * Write the fragment shader of some layers' architectures, in the layers' order. It reads `vec4 frame[FRAME_UNIFORMS]` as
 * {@link packFrame} fills it and a block `net0Block`, `net1Block` … a layer; it writes `vec4 colour`, rows from the top.
 */
export function frameGlsl(specs: readonly CppnSpec[]): string {
  const layers = specs.map((_, i) => {
    const share = `frame[${AT.shares + i}]`;
    return `if (${share}.x + ${share}.y > 0.0) { vec3 l = light(net${i}(p)); a += ${share}.x * l; b += ${share}.y * l; }`;
  });
  return `${HEAD}${specs.map((spec, i) => cppnGlsl(spec, `net${i}`)).join('')}${PLACE}${LIGHT}${DEVELOP}
void main() {
  vec2 size = frame[0].xy;
  vec2 p = place(3.141592653589793 * (2.0 * vec2(gl_FragCoord.x, size.y - gl_FragCoord.y) - size) / size.y);
  vec3 a = vec3(0.0), b = vec3(0.0);
  ${layers.join('\n  ')}
  colour = vec4(developed(a, b), 1.0);
}
`;
}

/**
 * Write the fragment shader of one layer alone, for pictures that are added up over several passes: `colour` is the layer's light
 * times the uniform `share`. It reads `frame`, the block `netBlock`, and `vec4 window`: a pixel's place in the frame's own
 * coordinates is window.xy · gl_FragCoord.xy + window.zw.
 */
export function layerGlsl(spec: CppnSpec): string {
  return `${HEAD}uniform float share;
uniform vec4 window;
${cppnGlsl(spec, 'net')}${PLACE}${LIGHT}
void main() {
  colour = vec4(share * light(net(place(window.xy * gl_FragCoord.xy + window.zw))), 1.0);
}
`;
}

/**
 * Write the fragment shader that makes a picture of the added up layers in the textures `deckA` and `deckB`, to be put over any
 * size: blend, grade and gamma of `frame`. `colour` goes by `follow` from what the texture `before` shows; `grain` is the size of
 * a dither; past the frame's edge, where `edge` · (−1…1 over the screen) leaves −1…1, it is black.
 */
export function developGlsl(): string {
  return `${HEAD}uniform sampler2D deckA;
uniform sampler2D deckB;
uniform sampler2D before;
uniform vec2 screen;
uniform vec2 edge;
uniform float follow;
uniform float grain;
${DEVELOP}
void main() {
  vec2 at = gl_FragCoord.xy / screen;
  vec3 b = frame[1].z == 0.0 ? vec3(0.0) : texture(deckB, at).rgb;
  vec3 rgb = developed(texture(deckA, at).rgb, b);
  if (any(greaterThan(edge * abs(2.0 * at - 1.0), vec2(1.0)))) rgb = vec3(0.0);
  if (follow < 1.0) rgb = mix(texture(before, at).rgb, rgb, follow);
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  colour = vec4(rgb + grain * (noise - 0.5), 1.0);
}
`;
}

/** Fill the uniform `frame` for a scene, [FRAME_UNIFORMS, 4]; drawn at its own width and height. Allocates the result. */
export function packFrame(scene: Scene): Float32Array {
  const { width, height, view, folds, waves, blend, layers, gamma } = scene;
  const frame = new Float32Array(4 * FRAME_UNIFORMS);
  const put = (at: number, values: readonly number[]) => frame.set(values, 4 * at);
  put(0, [width, height, needsLight(scene) ? 1 : 0, 1 / gamma]);
  put(1, [folds.length, waves.length, blend ? 1 + BLEND_MODES.indexOf(blend.mode) : 0]);
  put(2, view.slice(0, 3));
  put(3, view.slice(3));
  put(4, scene.grade ?? NO_GRADE);
  const { a, b, both } = blendShares(blend?.position ?? 0);
  const { start, slope } = wipeEdge(blend?.position ?? 0);
  put(7, blend?.mode === 'luma wipe' ? [start, slope] : [a, b, both]);
  folds.forEach((fold, i) => {
    put(AT.folds + i, fold);
  });
  waves.forEach(([x, k, phi, y, l, psi], i) => {
    put(AT.waves + 2 * i, [x, y, k, l, phi, psi]);
  });
  const shares = layerShares(scene);
  const split = blend?.split ?? layers.length;
  layers.forEach((_, i) => {
    put(AT.shares + i, i < split ? [shares[i] ?? 0, 0] : [0, shares[i] ?? 0]);
  });
  return frame;
}

// Implementation

const NO_GRADE = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
/** Where folds, waves and the layers' shares begin, in vec4s. */
const AT = { folds: 10, waves: 10 + MAX_FOLDS, shares: 10 + MAX_FOLDS + 2 * MAX_WAVES } as const;

const HEAD = `#version 300 es
precision highp float;
uniform vec4 frame[${FRAME_UNIFORMS}];
out vec4 colour;
${GLSL_ACTIVATIONS}`;

const PLACE = `
vec2 place(vec2 q) {
  for (int i = 0; i < int(frame[1].x); i++) {
    vec2 n = frame[${AT.folds} + i].xy;
    q -= 2.0 * min(dot(n, q), 0.0) * n;
  }
  vec2 still = q.yx;
  for (int i = 0; i < int(frame[1].y); i++) {
    vec4 wave = frame[${AT.waves} + 2 * i];
    q += wave.xy * cppnSine(vec4(wave.zw * still + frame[${AT.waves} + 2 * i + 1].xy, 0.0, 0.0)).xy;
  }
  return vec2(dot(frame[2].xyz, vec3(q, 1.0)), dot(frame[3].xyz, vec3(q, 1.0)));
}
`;

const LIGHT = `
vec3 light(vec3 rgb) {
  if (frame[0].z == 0.0) return rgb;
  return mix(pow((rgb + 0.055) / 1.055, vec3(2.4)), rgb / 12.92, vec3(lessThanEqual(rgb, vec3(0.04045))));
}
`;

const BLENDS = Object.entries(BLEND_FORMULAS).map(
  ([mode, formula]) =>
    `if (mode == ${1 + BLEND_MODES.indexOf(mode as BlendMode)}) return frame[7].x * a + frame[7].y * b + frame[7].z * (${formula});`,
);

const DEVELOP = `
vec3 blended(vec3 a, vec3 b) {
  int mode = int(frame[1].z);
  if (mode == 0) return a;
  ${BLENDS.join('\n  ')}
  return mix(a, b, clamp(frame[7].x - frame[7].y * sqrt(dot(a, vec3(0.2126, 0.7152, 0.0722))), 0.0, 1.0));
}

vec3 developed(vec3 a, vec3 b) {
  vec4 rgb = vec4(blended(a, b), 1.0);
  vec3 graded = clamp(vec3(dot(frame[4], rgb), dot(frame[5], rgb), dot(frame[6], rgb)), 0.0, 1.0);
  if (frame[0].z != 0.0) {
    vec3 curve = 1.055 * pow(graded, vec3(1.0 / 2.4)) - 0.055;
    graded = mix(curve, 12.92 * graded, vec3(lessThanEqual(graded, vec3(0.0031308))));
  }
  if (frame[0].w != 1.0) graded = pow(max(graded, vec3(1e-9)), vec3(frame[0].w));
  return graded;
}
`;
