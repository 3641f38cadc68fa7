/** Exported shaders, wrapped as their host wraps them, are compiled by a GLSL compiler and drawn in a browser. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LOOP_SECONDS } from '../../engine/cppn/inputs.ts';
import type { Preset } from '../../engine/cppn/preset.ts';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { exportShader, type ShaderFormat, shaderInputs } from '../../engine/cppn/shader-export.ts';
import { seededRandom } from '../../engine/random.ts';
import { renderReference } from '../../engine/render/reference.ts';
import { PLAIN_LOOK, type Scene } from '../../engine/render/scene.ts';
import { chromiumMissing, startChromium } from '../helpers/chromium.ts';
import { drawFragment } from '../helpers/fragment.ts';
import { SPEC_M, STYLE } from '../helpers/nets.ts';
import { largestDifference } from '../helpers/scenes.ts';
import { skipUnlessCi } from '../helpers/vulkan.ts';

const WIDTH = 64;
const HEIGHT = 36;
const TIME = 5;
const { library } = await readLibrary(join(fileURLToPath(new URL('../..', import.meta.url)), 'presets'), []);
const wide = { name: 'Wide "net" */', prompt: 'a prompt', net: seedNet(SPEC_M, STYLE, seededRandom(3)), routes: [] };
const PRESETS: readonly Pick<Preset, 'name' | 'prompt' | 'net' | 'routes'>[] = [...library, wide];

/** What each host puts around the text: for WebGL 2, and on a desktop where that is something else. */
const HOSTS: Readonly<Record<ShaderFormat, { webgl: (text: string) => string; desktop?: (text: string) => string }>> = {
  isf: {
    webgl: (text) => `#version 300 es
precision highp float;
uniform float TIME; uniform vec2 RENDERSIZE; uniform float speed; ${isfUniforms(text)}
out vec4 isfColour;
#define gl_FragColor isfColour
#define isf_FragNormCoord (gl_FragCoord.xy / RENDERSIZE)
${text}`,
    desktop: (text) => `#version 120
uniform float TIME; uniform vec2 RENDERSIZE; uniform float speed; ${isfUniforms(text)}
varying vec2 isf_FragNormCoord;
${text}`,
  },
  shadertoy: {
    webgl: (text) => `#version 300 es
precision highp float;
uniform vec3 iResolution; uniform float iTime; uniform sampler2D iChannel0;
out vec4 shadertoyColour;
${text}
void main() { mainImage(shadertoyColour, gl_FragCoord.xy); }`,
  },
  glsl: { webgl: (text) => text },
  touchdesigner: {
    webgl: (text) => `#version 300 es
precision highp float;
struct TDTexInfo { vec4 res; }; uniform vec2 tdSize;
#define uTDOutputInfo TDTexInfo(vec4(1.0 / tdSize, tdSize))
#define vUV vec3(gl_FragCoord.xy / tdSize, 0.0)
vec4 TDOutputSwizzle(vec4 c) { return c; }
${text}`,
    desktop: (text) => `#version 330
struct TDTexInfo { vec4 res; vec4 depth; }; uniform TDTexInfo uTDOutputInfo;
in vec3 vUV;
vec4 TDOutputSwizzle(vec4 c) { return c; }
${text}`,
  },
};

function isfUniforms(text: string): string {
  const header = JSON.parse(text.slice(2, text.indexOf('*/')).replace(/^\s+/, '')) as { INPUTS: { NAME: string }[] };
  return header.INPUTS.filter(({ NAME }) => NAME !== 'speed')
    .map(({ NAME }) => `uniform float ${NAME};`)
    .join(' ');
}

/** Input values that all differ, as the shader calls them. */
function inputValues(preset: (typeof PRESETS)[number], format: ShaderFormat): number[] {
  return shaderInputs(preset).map(({ min }, i) => {
    // Shadertoy has no inputs: latents wander by themselves, and without sound the rest stands still.
    if (format === 'shadertoy') return min < 0 ? 0.5 * Math.sin((TIME * 2 * Math.PI) / (47 + 14 * i) + i) : 0;
    return min + (1 - min) * ((0.3 + 0.37 * i) % 1);
  });
}

function referenceOf(preset: (typeof PRESETS)[number], values: readonly number[]): Uint8Array {
  const angle = (2 * Math.PI * TIME) / LOOP_SECONDS;
  const condition = Float32Array.from([Math.sin(angle), Math.cos(angle), ...values]);
  const scene: Scene = {
    ...PLAIN_LOOK,
    ...{ time: 0, audioTime: 0, width: WIDTH, height: HEIGHT },
    layers: [{ name: preset.name, net: preset.net, weight: 1, condition }],
  };
  return renderReference(scene);
}

test('every exported preset draws in WebGL 2 what the reference draws, within 2/255', {
  skip: skipUnlessCi(chromiumMissing()),
}, async (t) => {
  const browser = await startChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  for (const format of Object.keys(HOSTS) as ShaderFormat[]) {
    for (const preset of format === 'glsl' ? PRESETS : PRESETS.slice(-2)) {
      const values = inputValues(preset, format);
      const uniforms: Record<string, number | number[]> = {
        ...{ TIME, iTime: TIME, time: TIME, uTime: TIME, speed: 1 },
        ...{ RENDERSIZE: [WIDTH, HEIGHT], tdSize: [WIDTH, HEIGHT], resolution: [WIDTH, HEIGHT] },
        iResolution: [WIDTH, HEIGHT, 1],
      };
      shaderInputs(preset).forEach(({ name }, i) => {
        uniforms[name] = values[i] ?? 0;
      });
      const fragment = HOSTS[format].webgl(exportShader(preset, format));
      const drawn = await drawFragment(page, { fragment, uniforms, width: WIDTH, height: HEIGHT });
      const away = largestDifference(drawn, referenceOf(preset, values));
      assert.ok(away <= 2, `${preset.name} as ${format}: ${away}/255 away`);
    }
  }
});

const compilerMissing = spawnSync('glslangValidator', ['--version']).error
  ? 'glslang-tools is not installed'
  : undefined;

test('every preset in every format passes a GLSL compiler as its host hands it over', {
  skip: skipUnlessCi(compilerMissing),
}, () => {
  for (const format of Object.keys(HOSTS) as ShaderFormat[]) {
    const { webgl, desktop } = HOSTS[format];
    for (const preset of PRESETS) {
      for (const wrap of [webgl, ...(desktop ? [desktop] : [])]) {
        const input: string = wrap(exportShader(preset, format));
        const { stdout, status } = spawnSync('glslangValidator', ['--stdin', '-S', 'frag'], {
          input,
          encoding: 'utf8',
        });
        assert.equal(status, 0, `${preset.name} as ${format}: ${stdout}`);
      }
    }
  }
});

test('what drives a preset here is an input of its shader there, by the same name', () => {
  for (const preset of library) {
    const names = shaderInputs(preset).map(({ name }) => name);
    assert.equal(new Set(names).size, 2 + preset.net.spec.audioInputs, preset.name);
    const header = JSON.parse(exportShader(preset, 'isf').slice(2).split('*/')[0] ?? '') as {
      INPUTS: { NAME: string; TYPE: string; MIN: number; MAX: number }[];
    };
    assert.deepEqual(
      header.INPUTS.map(({ NAME }) => NAME),
      ['speed', ...names],
    );
    assert.ok(header.INPUTS.every(({ TYPE, MIN, MAX }) => TYPE === 'float' && MIN < MAX));
    for (const format of ['glsl', 'touchdesigner']) {
      for (const name of names) assert.match(exportShader(preset, format), new RegExp(`^uniform float ${name};`, 'm'));
    }
  }
});

test('an unknown format names those that there are', () => {
  assert.throws(() => exportShader(wide, 'hlsl'), /no format "hlsl"/);
});
