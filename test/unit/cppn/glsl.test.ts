import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionCount, foldCondition } from '../../../engine/cppn/cppn.ts';
import { cppnGlsl, glslBlockBytes, packGlslBlock } from '../../../engine/cppn/glsl.ts';
import { netSize, packConstants, packWeights } from '../../../engine/cppn/net-layout.ts';
import { SPEC_M, SPEC_S } from '../../helpers/nets.ts';
import { ODD_NETS } from '../../helpers/scenes.ts';

// That the function draws the reference's pixels in WebGL 2 is tested in test/integration/glsl.test.ts.

for (const [name, net] of ODD_NETS) {
  test(`the block of ${name} holds the constants, then the weights`, () => {
    const condition = Float32Array.from({ length: conditionCount(net.spec) }, (_, i) => i / 10);
    const { constants } = netSize(net.spec);
    const expected = new Float32Array(4 * constants);
    packConstants(net, foldCondition(net, condition), expected, 0);
    const block = packGlslBlock(net, condition);
    assert.equal(block.byteLength, glslBlockBytes(net.spec));
    assert.deepEqual(block.subarray(0, 4 * constants), expected);
    assert.deepEqual(block.subarray(4 * constants), packWeights(net));
  });

  test(`the function of ${name} stays within its block`, () => {
    const text = cppnGlsl(net.spec, 'net');
    const largest = (array: string) =>
      Math.max(...[...text.matchAll(new RegExp(`${array}\\[(\\d+)\\](?!;)`, 'g'))].map((match) => Number(match[1])));
    assert.equal(largest('netConstants'), netSize(net.spec).constants - 1);
    assert.equal(largest('netWeights'), netSize(net.spec).weights - 1);
  });
}

test('two nets in one shader share no name but those of their locals', () => {
  const named = (name: string) => new Set(cppnGlsl(SPEC_S, name).match(/\b(left|right)\w*/g));
  assert.deepEqual(named('left'), new Set(['leftBlock', 'leftConstants', 'leftWeights', 'left']));
  assert.deepEqual(named('right'), new Set(['rightBlock', 'rightConstants', 'rightWeights', 'right']));
});

test('the smaller library net fits the uniform block of any device, the larger one that of nearly all', () => {
  assert.ok(glslBlockBytes(SPEC_S) <= 16384);
  assert.ok(glslBlockBytes(SPEC_M) <= 65536);
});
