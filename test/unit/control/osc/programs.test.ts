/**
 * What the programs of the recipes send, byte for byte in the types that each of them uses, and what it does here. And the files
 * that they open: what those would send is understood too.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { defaultControls } from '../../../../engine/control/control-state.ts';
import { type Aliases, parseAliases } from '../../../../engine/control/osc/aliases.ts';
import { decodeOsc, encodeOsc } from '../../../../engine/control/osc/codec.ts';
import { interpretOsc, type OscAct } from '../../../../engine/control/osc/messages.ts';
import { addressOf } from '../../../../engine/control/parameter.ts';
import { REGISTRY } from '../../../../engine/control/registry.ts';
import { chataigneModule, maxPatch, touchOscLayout } from '../../../recipes.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const recipe = (path: string) => readFileSync(`${ROOT}/recipes/${path}`);
const resolume = parseAliases('osc-map.json', recipe('resolume/osc-map.json').toString());
const { targets } = defaultControls();

function acts(bytes: Uint8Array, aliases: Aliases = (message) => message): string[] {
  return decodeOsc(bytes).flatMap((message) => interpretOsc(aliases(message), targets).map(written));
}
function written(act: OscAct): string {
  if (act.act !== 'control') return JSON.stringify(act);
  const { param, op, value } = act.event;
  return `${param} ${op} ${typeof value === 'number' ? Number(value.toFixed(4)) : value}`;
}

const sent: readonly (readonly [string, string, string[]])[] = [
  // TouchDesigner's OSC Out CHOP: a float a channel, the channel's name with a slash before it.
  ['TouchDesigner, OSC Out CHOP', '2f6e6f726d2f766965772f7a6f6f6d002c6600003f000000', ['view.zoom set 1']],
  // Its OSC Out DAT: Python's types; a bundle that is due at once where asked for.
  ['TouchDesigner, OSC Out DAT', '2f7072657365742f676f00002c7300006162797373000000', ['preset.go set abyss']],
  [
    'TouchDesigner, a bundle',
    '2362756e646c65000000000000000001000000182f6d69782f312f7765696768740000002c6600003f000000',
    ['mix.1.weight set 0.5'],
  ],
  // AbletonOSC answers from Live in the types of Python.
  [
    'AbletonOSC, tempo',
    '2f6c6976652f736f6e672f6765742f74656d706f000000002c66000042fc0000',
    ['{"act":"tempo","bpm":126}'],
  ],
  ['AbletonOSC, beat', '2f6c6976652f736f6e672f6765742f62656174002c69000000000011', ['{"act":"tempo","beat":17}']],
  [
    'AbletonOSC, stopped',
    '2f6c6976652f736f6e672f6765742f69735f706c6179696e670000002c460000',
    ['{"act":"tempo","isRunning":false}'],
  ],
  // Max's udpsend: the words and numbers of a list.
  ['Max for Live', '2f6e6f726d2f766965772f7a6f6f6d002c6600003f000000', ['view.zoom set 1']],
  // TouchOSC: floats, and whole numbers where a layout says so.
  ['TouchOSC, a fader', '2f6e6f726d2f6d69782f312f77656967687400002c6600003e800000', ['mix.1.weight set 0.25']],
  ['TouchOSC, a pad', '2f6c6174656e74002c6666003f000000bf000000', ['latent.x set 0.5', 'latent.y set -0.5']],
  ['TouchOSC, a button', '2f74656d706f2f74617000002c69000000000001', ['tempo.tap trigger true']],
  // Chataigne: integers, floats, T and F, strings.
  ['Chataigne, a boolean', '2f6d61737465722f667265657a6500002c540000', ['master.freeze set true']],
  ['Chataigne, a choice', '2f6d6f74696f6e2f73796e63000000002c73000062617200', ['motion.sync set bar']],
  // QLab: types as they are written in the cue: 8.0 is a float, 3 an integer, quotes make a string.
  ['QLab, a float', '2f666164652f74696d6500002c66000041000000', ['fade.time set 8']],
  ['QLab, an integer', '2f736e617073686f742f726563616c6c000000002c69000000000003', ['snapshot.recall set 3']],
  ['QLab, a cue without arguments', '2f6d61737465722f70616e69630000002c000000', ['master.panic trigger true']],
];
for (const [what, hex, expected] of sent) {
  test(`${what} is understood`, () => assert.deepEqual(acts(Uint8Array.from(Buffer.from(hex, 'hex'))), expected));
}

const resolumes: readonly (readonly [string, number, string[]])[] = [
  ['/composition/layers/3/video/opacity', 0.5, ['mix.3.weight set 0.5']],
  ['/composition/layers/12/video/opacity', 0.5, []],
  ['/composition/master', 1, ['master.brightness set 1']],
  ['/composition/tempocontroller/tempotap', 1, ['tempo.tap trigger true']],
  ['/composition/tempocontroller/tempotap', 0, []],
  ['/composition/layers/3/clips/1/connect', 1, []],
  ['/view/zoom', 2, ['view.zoom set 2']],
];
for (const [address, value, expected] of resolumes) {
  test(`Resolume’s ${address} ${value} means ${expected.join() || 'nothing'} with its map`, () => {
    assert.deepEqual(acts(encodeOsc(address, value), resolume), expected);
  });
}

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['no JSON', '{', /map\.json: .*JSON/],
  ['an address without a slash', '{"composition/master":"/master/brightness"}', /composition\/master/],
  ['a target that is no address', '{"/composition/master":"brightness"}', /\/composition\/master/],
  ['two places', '{"/a/{n}/b/{n}":"/mix/{n}/weight"}', /one \{n\} at most/],
];
for (const [what, text, message] of broken) {
  test(`a map with ${what} is refused with the address`, () => {
    assert.throws(() => parseAliases('map.json', text), { code: 'bad-map', message });
  });
}

const addresses = new Set(REGISTRY.flatMap((spec) => [addressOf(spec), `/norm${addressOf(spec)}`]));

test('the TouchOSC layout is the registry’s, and every address in it means something', () => {
  const layout = inflateSync(recipe('touchosc/neonfern.tosc')).toString();
  assert.equal(layout, touchOscLayout());
  const paths = [
    ...layout.matchAll(
      /<path><partial><type>CONSTANT<\/type><conversion>STRING<\/conversion><value><!\[CDATA\[(.*?)\]\]>/g,
    ),
  ];
  assert.ok(paths.length > 25);
  const lost = paths.map(([, path = '']) => path).filter((path) => !addresses.has(path) && path !== '/latent');
  assert.deepEqual(lost, []);
});

test('the Max patch is the registry’s, and every address in it means something', () => {
  const patch = recipe('max-for-live/neonfern.maxpat').toString();
  assert.equal(patch, maxPatch());
  const paths = [...patch.matchAll(/prepend (\/\S+)"/g)].map(([, path = '']) => path);
  assert.ok(paths.length === 8 && paths.every((path) => addresses.has(path)));
});

test('the Chataigne module has a command for every parameter', () => {
  const text = recipe('chataigne/Neonfern/module.json').toString();
  assert.equal(text, chataigneModule());
  assert.deepEqual(
    Object.keys(JSON.parse(text).commands),
    REGISTRY.map(({ id }) => id),
  );
});

test('every channel of the TouchDesigner script and every cue of the QLab list means something', () => {
  const channels = [
    ...recipe('touchdesigner/neonfern.py')
      .toString()
      .matchAll(/\('([\w/]+)', [\d.]+\),/g),
  ];
  const cues =
    recipe('qlab/cues.txt')
      .toString()
      .match(/^\/\S+/gm) ?? [];
  const used = [...channels.map(([, name = '']) => `/${name}`), ...cues];
  assert.ok(channels.length === 5 && cues.length === 10);
  assert.deepEqual(
    used.filter((address) => !addresses.has(address)),
    [],
  );
});
