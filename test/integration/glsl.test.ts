import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { cppnGlsl, GLSL_ACTIVATIONS, packGlslBlock } from '../../engine/cppn/glsl.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { seededRandom } from '../../engine/random.ts';
import { renderReference } from '../../engine/render/reference.ts';
import type { Scene } from '../../engine/render/scene.ts';
import { chromiumMissing, startChromium } from '../helpers/chromium.ts';
import { SPEC_S, STYLE } from '../helpers/nets.ts';
import { largestDifference, ODD_NETS, sceneOf } from '../helpers/scenes.ts';
import { skipUnlessCi } from '../helpers/vulkan.ts';

const skip = skipUnlessCi(chromiumMissing());

test('the GLSL function of every activation draws in WebGL 2 what the reference draws, within 2/255', {
  skip,
}, async (t) => {
  const browser = await startChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  const nets = [...ODD_NETS, ['a library net', seedNet(SPEC_S, STYLE, seededRandom(7))] as const];
  for (const [name, net] of nets) {
    const scene = sceneOf([net]);
    const away = largestDifference(await draw(page, scene), renderReference(scene));
    assert.ok(away <= 2, `${name}: ${away}/255 away`);
  }
});

/** Draw a scene's only net with WebGL 2, rgba from the top row. */
async function draw(page: Page, { layers, width, height }: Scene): Promise<Uint8Array> {
  const [layer] = layers;
  assert.ok(layer);
  const fragment = `#version 300 es
precision highp float;
${GLSL_ACTIVATIONS}${cppnGlsl(layer.net.spec, 'net')}
out vec4 colour;
void main() {
  vec2 centred = 2.0 * vec2(gl_FragCoord.x, ${height}.0 - gl_FragCoord.y) - vec2(${width}, ${height});
  colour = vec4(net(3.14159265 * centred / ${height}.0), 1.0);
}`;
  const block = [...packGlslBlock(layer.net, layer.condition)];
  // What is passed as text is compiled by the page: this project is checked without the browser's types.
  const rgba = await page.evaluate(`(${DRAW})(${JSON.stringify({ fragment, block, width, height })})`);
  return Uint8Array.from(rgba as number[]);
}

const DRAW = `function ({ fragment, block, width, height }) {
  const gl = new OffscreenCanvas(width, height).getContext('webgl2');
  const program = gl.createProgram();
  const add = (type, source) => {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(program, shader);
  };
  add(gl.VERTEX_SHADER, \`#version 300 es
    void main() { gl_Position = vec4(4 * (gl_VertexID & 1) - 1, 2 * (gl_VertexID & 2) - 1, 0, 1); }\`);
  add(gl.FRAGMENT_SHADER, fragment);
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  gl.useProgram(program);
  gl.bindBuffer(gl.UNIFORM_BUFFER, gl.createBuffer());
  gl.bufferData(gl.UNIFORM_BUFFER, new Float32Array(block), gl.STATIC_DRAW);
  gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, gl.getParameter(gl.UNIFORM_BUFFER_BINDING));
  gl.uniformBlockBinding(program, gl.getUniformBlockIndex(program, 'netBlock'), 0);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  const rows = new Uint8Array(4 * width * height);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rows);
  const fromTop = [];
  for (let row = height - 1; row >= 0; row--) fromTop.push(...rows.subarray(4 * width * row, 4 * width * (row + 1)));
  return fromTop;
}`;
