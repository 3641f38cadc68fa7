import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { cppnGlsl, GLSL_ACTIVATIONS, packGlslBlock } from '../../engine/cppn/glsl.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { seededRandom } from '../../engine/random.ts';
import { frameGlsl, packFrame } from '../../engine/render/frame-glsl.ts';
import { renderReference } from '../../engine/render/reference.ts';
import type { Scene } from '../../engine/render/scene.ts';
import { chromiumMissing, startChromium } from '../helpers/chromium.ts';
import { drawFragment } from '../helpers/fragment.ts';
import { SPEC_S, STYLE } from '../helpers/nets.ts';
import { LOOKS, largestDifference, ODD_NETS, sceneOf } from '../helpers/scenes.ts';
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

test('a whole frame in GLSL draws every look as the reference does, within 2/255', { skip }, async (t) => {
  const browser = await startChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  const nets = [...ODD_NETS.slice(0, 2), ...ODD_NETS.slice(3, 4)].map(([, net]) => net);
  const looks = LOOKS.filter(([look]) => !look.endsWith('at 0.3'));
  const scenes = looks.map(([look, change]) => [look, sceneOf(nets, change)] as const);
  for (const [look, scene] of [...scenes, ['a single net', sceneOf(nets.slice(0, 1))] as const]) {
    const fragment = frameGlsl(scene.layers.map(({ net }) => net.spec));
    const packed = scene.layers.map(({ net, condition }, i) => [`net${i}Block`, [...packGlslBlock(net, condition)]]);
    const blocks = Object.fromEntries(packed);
    const arrays = { frame: [...packFrame(scene)] };
    const { width, height } = scene;
    const drawn = await drawFragment(page, { fragment, blocks, arrays, width, height });
    const away = largestDifference(drawn, renderReference(scene));
    assert.ok(away <= 2, `${look}: ${away}/255 away`);
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
  const blocks = { netBlock: [...packGlslBlock(layer.net, layer.condition)] };
  return drawFragment(page, { fragment, blocks, width, height });
}
