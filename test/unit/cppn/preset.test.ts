import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Preset, parsePreset, writePreset } from '../../../engine/cppn/preset.ts';
import { EngineError } from '../../../engine/errors.ts';
import { tinyPreset } from '../../helpers/nets.ts';

const good = writePreset(tinyPreset('moss'));
const edited = (change: (file: Record<string, unknown>) => void): string => {
  const file = JSON.parse(good.json) as Record<string, unknown>;
  change(file);
  return JSON.stringify(file);
};
const withWeights = (change: (preset: Preset) => void) => {
  const preset = structuredClone(tinyPreset('moss'));
  change(preset);
  return writePreset(preset).weights;
};
const refused = (json: string, weights: Uint8Array, message: RegExp) =>
  assert.throws(
    () => parsePreset('moss', json, weights, ''),
    (error) => error instanceof EngineError && error.code === 'bad-preset' && message.test(error.message),
  );

test('a preset reads back as it was written', () => {
  const preset = tinyPreset('moss');
  assert.deepEqual(parsePreset('moss', good.json, good.weights, preset.revision), preset);
});

const BAD: [string, string, RegExp][] = [
  ['bad JSON', '{"version":1,', /presets\/moss\/preset\.json: not JSON/],
  [
    'a newer version',
    edited((f) => {
      f.version = 2;
    }),
    /version 2, this Neonfern reads up to 1/,
  ],
  [
    'an unknown key',
    edited((f) => {
      f.promt = 'x';
    }),
    /unknown key, did you mean "prompt"/,
  ],
  ['an unknown activation', good.json.replace('"sin"', '"sine"'), /spec\.hidden/],
  ['a width that is no multiple of 4', good.json.replace('"units": 4', '"units": 5'), /spec\.hidden\.0\.0\.units/],
  ['a route to an input that the net lacks', good.json.replace('"input": 0', '"input": 6'), /input 6/],
  ['a route from nowhere', good.json.replace('"kick"', '"kik"'), /routes\.0\.from/],
];
for (const [what, json, message] of BAD) {
  test(`${what} is refused with its place`, () => refused(json, good.weights, message));
}

test('NaN weights are refused with tensor and index', () => {
  const weights = withWeights((preset) => preset.net.weights.get('output.bias')?.fill(Number.NaN, 1, 2));
  refused(good.json, weights, /tensor "output\.bias"\[1\] is NaN/);
});

test('weights of another architecture are refused with both shapes', () => {
  const json = edited((f) => {
    (f.spec as { fourierPairs: number }).fourierPairs = 3;
  });
  refused(json, good.weights, /tensor "fourier": expected shape \[3,2\], got \[2,2\]/);
});

test('a cut weights file is refused at every length', () => {
  for (let length = 0; length < good.weights.length; length += 37)
    refused(good.json, good.weights.subarray(0, length), /weights\.safetensors/);
});

test('any bytes as weights give a preset or an EngineError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      try {
        parsePreset('moss', good.json, bytes, '');
      } catch (error) {
        assert.ok(error instanceof EngineError);
      }
    }),
  );
});

test('any JSON as preset file gives a preset or an EngineError', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      try {
        parsePreset('moss', json, good.weights, '');
      } catch (error) {
        assert.ok(error instanceof EngineError);
      }
    }),
  );
});
