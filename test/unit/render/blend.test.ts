import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BLEND_FORMULAS, BLEND_MODES, blendLight, blendShares, type Light } from '../../../engine/render/blend.ts';

const A: Light = [0.5, 0.2, 0.9];
const B: Light = [0.25, 0.6, 0.9];
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const light = fc.tuple(unit, unit, unit);

function near(a: readonly number[], b: readonly number[]): void {
  assert.ok(
    a.every((value, i) => Math.abs(value - (b[i] ?? Number.NaN)) < 1e-12),
    `[${a}], expected [${b}]`,
  );
}

const formulas: readonly (readonly [keyof typeof BLEND_FORMULAS, Light])[] = [
  ['add', [0.75, 0.8, 1.8]],
  ['multiply', [0.125, 0.12, 0.81]],
  ['screen', [0.625, 0.68, 0.99]],
  ['lightest', [0.5, 0.6, 0.9]],
  ['darkest', [0.25, 0.2, 0.9]],
  ['difference', [0.25, 0.4, 0]],
];
for (const [mode, expected] of formulas) {
  test(`${mode} in the middle of the crossfader is ${BLEND_FORMULAS[mode]}`, () => {
    near(blendLight({ mode, position: 0.5 }, A, B), expected);
  });
}

test('every mode gives A alone at 0 and B alone at 1', () => {
  fc.assert(
    fc.property(fc.constantFrom(...BLEND_MODES), light, light, (mode, a, b) => {
      near(blendLight({ mode, position: 0 }, a, b), a);
      near(blendLight({ mode, position: 1 }, a, b), b);
    }),
  );
});

test('half-way to the middle is half A and half the blend', () => {
  near(blendLight({ mode: 'multiply', position: 0.25 }, A, B), [0.3125, 0.16, 0.855]);
});

test('the wipe takes the shadows of A before its lights', () => {
  const [black, white]: Light[] = [
    [0, 0, 0],
    [1, 1, 1],
  ];
  const shareOfB = (a: Light, position: number) => {
    const [red] = blendLight({ mode: 'luma wipe', position }, a, [0.5, 0.5, 0.5]);
    return (red - a[0]) / (0.5 - a[0]);
  };
  near([shareOfB(black ?? A, 0.3)], [1]);
  near([shareOfB(white ?? A, 0.3)], [0]);
  near([shareOfB(white ?? A, 0.9)], [0.4]);
});

test('shares sum to 1 and light stays finite and not below 0, at any position', () => {
  fc.assert(
    fc.property(fc.constantFrom(...BLEND_MODES), fc.double(), light, light, (mode, any, a, b) => {
      const position = Number.isNaN(any) ? 0 : any;
      const { a: shareA, b: shareB, both } = blendShares(position);
      assert.ok(Math.abs(shareA + shareB + both - 1) < 1e-12);
      assert.ok(blendLight({ mode, position }, a, b).every((channel) => channel >= -1e-12 && channel <= 2));
    }),
  );
});
