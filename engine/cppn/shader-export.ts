/**
 * A preset as a shader for other tools: one text that stands alone, all weights written into it. What the show feeds to the net
 * becomes inputs: time turns the loop, two latent axes, and each audio input by the name of what drives it here.
 *
 *   isf           Interactive Shader Format 2: VDMX, MadMapper, Synesthesia, Resolume through a host
 *   shadertoy     mainImage; the sound of iChannel0, where there is one, drives the audio inputs
 *   glsl          a GLSL ES 3.00 fragment shader with uniforms
 *   touchdesigner a pixel shader for the GLSL TOP
 *
 * @see https://docs.isf.video, https://www.shadertoy.com/howto
 */

import { EngineError } from '../errors.ts';
import { conditionCount, tensor } from './cppn.ts';
import { cppnGlslBody, GLSL_ACTIVATIONS } from './glsl.ts';
import { LOOP_SECONDS } from './inputs.ts';
import { layOut, netSize, packConstants, packWeights } from './net-layout.ts';
import type { Preset } from './preset.ts';

export const SHADER_FORMATS = ['isf', 'shadertoy', 'glsl', 'touchdesigner'] as const;
export type ShaderFormat = (typeof SHADER_FORMATS)[number];

/** An input of an exported shader. */
export interface ShaderInput {
  /** As the shader calls it: 'latentX', 'bassLevel'. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** Give the inputs of an exported preset: the latent axes, then one for each audio input, named by its strongest route. */
export function shaderInputs(preset: Pick<Preset, 'net' | 'routes'>): ShaderInput[] {
  const { latents, audioInputs } = preset.net.spec;
  const latent = Array.from({ length: latents }, (_, i) => input(i < 2 ? `latent${'XY'[i]}` : `latent${i + 1}`, -1));
  const taken = new Set<string>();
  const audio = Array.from({ length: audioInputs }, (_, i) => {
    const routes = preset.routes.filter((route) => route.input === i).sort((a, b) => b.amount - a.amount);
    const plain = camelCase(routes[0]?.from ?? `audio ${i + 1}`);
    const name = taken.has(plain) ? `${plain}${i + 1}` : plain;
    taken.add(name);
    return input(name, 0);
  });
  return [...latent, ...audio];
}

/**
 * Write a preset as a shader.
 * @throws EngineError 'bad-argument' for an unknown format, naming those that there are
 */
export function exportShader(preset: Pick<Preset, 'name' | 'prompt' | 'net' | 'routes'>, format: string): string {
  const write = WRITERS[format as ShaderFormat];
  if (!write) {
    throw new EngineError('bad-argument', `export: no format "${format}"`, `there are: ${SHADER_FORMATS.join(', ')}`);
  }
  return write(preset, shaderInputs(preset));
}

// Implementation

type Exported = Parameters<typeof exportShader>[0];

const WRITERS: Readonly<Record<ShaderFormat, (preset: Exported, inputs: readonly ShaderInput[]) => string>> = {
  isf: (preset, inputs) => {
    const header = {
      ISFVSN: '2',
      DESCRIPTION: title(preset),
      CREDIT: 'Neonfern',
      CATEGORIES: ['Generator'],
      INPUTS: [
        { NAME: 'speed', TYPE: 'float', DEFAULT: 1, MIN: 0, MAX: 4 },
        ...inputs.map(({ name, min, max, default: value }) => ({
          NAME: name,
          TYPE: 'float',
          DEFAULT: value,
          MIN: min,
          MAX: max,
        })),
      ],
    };
    return `/*${JSON.stringify(header, null, 2)}*/
${netFunctions(preset, inputs)}
void main() {
  vec2 p = (2.0 * isf_FragNormCoord - 1.0) * vec2(RENDERSIZE.x / RENDERSIZE.y, -1.0) * 3.141592653589793;
  gl_FragColor = vec4(neonfern(p, speed * TIME), 1.0);
}
`;
  },
  shadertoy: (preset, inputs) => `// ${title(preset)}. Put sound on iChannel0 and the picture follows it.
${shadertoyInputs(inputs)}
${netFunctions(preset, inputs)}
void mainImage(out vec4 fragColor, in vec2 fragCoord) {
${inputs.map(({ name }, i) => `  ${name} = ${shadertoySource(name, i)};`).join('\n')}
  vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y * vec2(1.0, -1.0) * 3.141592653589793;
  fragColor = vec4(neonfern(p, iTime), 1.0);
}
`,
  glsl: (preset, inputs) => `#version 300 es
// ${title(preset)}
precision highp float;
uniform vec2 resolution;  // pixels
uniform float time;       // seconds
${inputs.map(({ name, min, max }) => `uniform float ${name}; // ${min}...${max}`).join('\n')}
out vec4 colour;
${netFunctions(preset, inputs)}
void main() {
  vec2 p = (2.0 * gl_FragCoord.xy - resolution) / resolution.y * vec2(1.0, -1.0) * 3.141592653589793;
  colour = vec4(neonfern(p, time), 1.0);
}
`,
  touchdesigner: (
    preset,
    inputs,
  ) => `// ${title(preset)}. GLSL TOP: give these on its Vectors page, uTime as absTime.seconds.
uniform float uTime;
${inputs.map(({ name, min, max }) => `uniform float ${name}; // ${min}...${max}`).join('\n')}
out vec4 fragColor;
${netFunctions(preset, inputs)}
void main() {
  vec2 size = uTDOutputInfo.res.zw;
  vec2 p = (2.0 * vUV.st - 1.0) * vec2(size.x / size.y, -1.0) * 3.141592653589793;
  fragColor = TDOutputSwizzle(vec4(neonfern(p, uTime), 1.0));
}
`,
};

function input(name: string, min: number): ShaderInput {
  return { name, min, max: 1, default: 0 };
}

/** `vec3 neonfern(vec2 p, float seconds)` and what it calls; the inputs are read by their names. */
function netFunctions({ net }: Exported, inputs: readonly ShaderInput[]): string {
  const { spec } = net;
  const { layers } = layOut(spec);
  const { constants } = netSize(spec);
  const packed = new Float32Array(4 * constants);
  packConstants(net, tensor(net, 'hidden.0.bias'), packed, 0);
  const weights = packWeights(net);
  const { bias = 0, outputs = 0 } = layers[0] ?? {};
  const condition = tensor(net, 'condition');
  const units = 4 * outputs;
  const column = (row: number, block: number) =>
    vec4(condition.subarray(row * units + 4 * block, row * units + 4 * block + 4));
  const names = ['turn.x', 'turn.y', ...inputs.map(({ name }) => name)].slice(0, conditionCount(spec));
  const biases = Array.from({ length: outputs }, (_, block) => {
    const start = vec4(packed.subarray(4 * (bias + block), 4 * (bias + block) + 4));
    const rest = names.map((name, row) => `${name} * ${column(row, block)}`);
    return `vec4 first_${block} = ${[start, ...rest].join(' + ')};`;
  });
  const body = cppnGlslBody(spec, {
    constant: (place) =>
      place >= bias && place < bias + outputs
        ? `first_${place - bias}`
        : vec4(packed.subarray(4 * place, 4 * place + 4)),
    weight: (place) => `mat4(${Array.from(weights.subarray(16 * place, 16 * place + 16), literal).join(', ')})`,
  });
  return `${GLSL_ACTIVATIONS}
vec3 neonfern(vec2 p, float seconds) {
  float angle = 6.283185307179586 * seconds / ${literal(LOOP_SECONDS)};
  vec2 turn = vec2(sin(angle), cos(angle));
  ${[...biases, ...body].join('\n  ')}
}
`;
}

function shadertoyInputs(inputs: readonly ShaderInput[]): string {
  return inputs.map(({ name }) => `float ${name};`).join('\n');
}

/** Latents wander slowly; audio inputs read the spectrum of iChannel0 where their band lies. */
function shadertoySource(name: string, i: number): string {
  if (name.startsWith('latent')) return `0.5 * sin(iTime * ${literal((2 * Math.PI) / (47 + 14 * i))} + ${literal(i)})`;
  const place = SPECTRUM_PLACES.find(([pattern]) => pattern.test(name))?.[1] ?? 0.15;
  return `clamp(1.5 * texture(iChannel0, vec2(${literal(place)}, 0.25)).x - 0.3, 0.0, 1.0)`;
}

/** Where each kind of input is found on Shadertoy's spectrum texture, 0…1 for 0…11 kHz. */
const SPECTRUM_PLACES: readonly (readonly [RegExp, number])[] = [
  [/sub|kick/i, 0.005],
  [/bass|beat/i, 0.012],
  [/highMid|snare/i, 0.25],
  [/high|hat|bright/i, 0.6],
  [/mid/i, 0.08],
];

function title({ name, prompt }: Exported): string {
  const plain = (text: string) => text.replace(/[^\x20-\x7e]|\*\//g, ' ').trim();
  return `${plain(name)}${prompt ? `: "${plain(prompt)}"` : ''}`;
}

function camelCase(words: string): string {
  return words.replace(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase());
}

function vec4(values: ArrayLike<number>): string {
  return `vec4(${Array.from(values, literal).join(', ')})`;
}

/** A float32 in full precision that every GLSL reads as a float. */
function literal(value: number): string {
  const text = String(Number(value.toPrecision(9)));
  return /[.e]/.test(text) ? text.replace(/^(-?\d+)e/, '$1.0e') : `${text}.0`;
}
