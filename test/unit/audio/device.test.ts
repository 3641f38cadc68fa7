/** Device choice against lists as PortAudio gives them on the three systems. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type AudioDevices,
  audioSystemError,
  chooseDevice,
  findDeviceAgain,
  type InputDevice,
  inputLabel,
  pickChannels,
} from '../../../engine/audio/device.ts';
import { EngineError } from '../../../engine/errors.ts';

function input(index: number, name: string, hostApi: string, channels = 2): InputDevice {
  return { index, name, hostApi, channels, defaultSampleRate: 48000 };
}

const LINUX: AudioDevices = {
  hosts: [
    { name: 'JACK Audio Connection Kit', isDefault: false, defaultInput: 5 },
    { name: 'ALSA', isDefault: true, defaultInput: 4 },
  ],
  inputs: [
    input(0, 'HDA Intel PCH: ALC257 Analog (hw:0,0)', 'ALSA'),
    input(1, 'Scarlett 2i2 USB: Audio (hw:1,0)', 'ALSA'),
    input(2, 'Scarlett 18i8 USB: Audio (hw:2,0)', 'ALSA', 18),
    input(3, 'pulse', 'ALSA', 32),
    input(4, 'default', 'ALSA', 32),
    input(5, 'system', 'JACK Audio Connection Kit', 8),
    input(6, '2', 'JACK Audio Connection Kit', 1),
    input(7, 'pulse', 'JACK Audio Connection Kit', 2),
  ],
};
const NOTHING: AudioDevices = { hosts: [{ name: 'ALSA', isDefault: true, defaultInput: -1 }], inputs: [] };

function refusal(act: () => unknown): EngineError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof EngineError, String(error));
    return error;
  }
  return assert.fail('nothing was refused');
}

describe('choosing a device', () => {
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['no wish takes the default host’s default input', '', '', 4],
    ['a host API alone takes its default input', '', 'jack', 5],
    ['an exact name wins, in any case', 'PULSE', '', 3],
    ['an exact name is looked for in the named host', 'pulse', 'JACK Audio Connection Kit', 7],
    ['a number means that device', '1', '', 1],
    ['a device named like a number goes before the number', '2', '', 6],
    ['a part of a name is enough', 'pch', '', 0],
    ['the first of several parts that match is taken', 'scarlett', '', 1],
    ['spaces around a name do not matter', ' default ', '', 4],
  ];
  for (const [title, device, hostApi, index] of cases) {
    test(title, () => assert.equal(chooseDevice(LINUX, { device, hostApi }).device.index, index));
  }

  test('a part that fits several devices names the others', () => {
    const { note } = chooseDevice(LINUX, { device: 'scarlett', hostApi: '' });
    assert.equal(
      note,
      '"scarlett" means "Scarlett 2i2 USB: Audio (hw:1,0)" (ALSA); also: "Scarlett 18i8 USB: Audio (hw:2,0)" (ALSA)',
    );
  });

  test('a part that fits one device needs no note', () => {
    assert.equal(chooseDevice(LINUX, { device: '18i8', hostApi: '' }).note, undefined);
  });

  test('an unknown device is refused with the nearest names', () => {
    const error = refusal(() => chooseDevice(LINUX, { device: 'scarlet 2', hostApi: '' }));
    assert.equal(error.code, 'audio-device');
    assert.match(error.message, /no input device "scarlet 2"; nearest: "Scarlett 2i2.*", "Scarlett 18i8/);
    assert.match(error.hint, /neonfern devices/);
  });

  test('a wish near to nothing is refused with what there is', () => {
    const error = refusal(() => chooseDevice(LINUX, { device: 'behringer xr18', hostApi: '' }));
    assert.match(error.message, /; there are: "HDA Intel.*", "Scarlett 2i2.*", "pulse"/);
  });

  test('a number that no device has is refused', () => {
    assert.match(refusal(() => chooseDevice(LINUX, { device: '99', hostApi: '' })).message, /no input device "99"/);
  });

  test('an unknown host API is refused with those that exist', () => {
    const error = refusal(() => chooseDevice(LINUX, { device: '', hostApi: 'ASIO' }));
    assert.match(error.message, /no host API "ASIO" here; there are: JACK Audio Connection Kit, ALSA/);
  });

  test('a machine without inputs is refused as having no sound card', () => {
    assert.match(refusal(() => chooseDevice(NOTHING, { device: '', hostApi: '' })).message, /no sound card found/);
  });

  test('a host without a default gives its first input', () => {
    const hosts = [{ name: 'ALSA', isDefault: true, defaultInput: -1 }];
    assert.equal(chooseDevice({ hosts, inputs: LINUX.inputs }, { device: '', hostApi: '' }).device.index, 0);
  });
});

describe('finding a device again', () => {
  const cases: readonly (readonly [string, string, string, number | undefined])[] = [
    ['the same name under the same host', 'pulse', 'ALSA', 3],
    ['not the same name under another host', 'system', 'ALSA', undefined],
    ['another ALSA card number', 'Scarlett 2i2 USB: Audio (hw:3,0)', 'ALSA', 1],
    ['not a part of a name', 'Scarlett', 'ALSA', undefined],
  ];
  for (const [title, name, hostApi, index] of cases) {
    test(`goes by ${title}`, () => assert.equal(findDeviceAgain(LINUX, { name, hostApi })?.index, index));
  }

  test('prefers the exact card number among twins', () => {
    const inputs = [input(0, 'Mic (hw:1,0)', 'ALSA'), input(1, 'Mic (hw:2,0)', 'ALSA')];
    assert.equal(findDeviceAgain({ hosts: [], inputs }, { name: 'Mic (hw:2,0)', hostApi: 'ALSA' })?.index, 1);
  });
});

describe('picking channels', () => {
  const cases: readonly (readonly [string, number, [number, number], readonly number[]])[] = [
    ['the first pair', 2, [1, 2], [0, 1]],
    ['a later pair', 18, [3, 4], [2, 3]],
    ['a swapped pair', 2, [2, 1], [1, 0]],
    ['one channel named twice', 8, [5, 5], [4]],
    ['a mono device in place of the first pair', 1, [1, 2], [0]],
  ];
  for (const [title, channels, pair, expected] of cases) {
    test(`takes ${title}`, () => assert.deepEqual(pickChannels(input(0, 'in', 'ALSA', channels), pair), expected));
  }

  for (const pair of [
    [3, 4],
    [0, 1],
    [1, 3],
  ] as const) {
    test(`refuses ${pair} of a stereo device with what it has`, () => {
      const error = refusal(() => pickChannels(input(0, 'in', 'ALSA', 2), pair));
      assert.match(error.message, /"in" has 2 input channels/);
      assert.match(error.hint, /1 to 2/);
    });
  }
});

describe('a PortAudio that does not load', () => {
  const cases: readonly (readonly [string, string, RegExp, RegExp])[] = [
    [
      'linux',
      'libasound.so.2: cannot open shared object file',
      /ALSA library is missing/,
      /^apt install libasound2-dev$/,
    ],
    [
      'linux',
      "Cannot find package 'naudiodon2' imported from x",
      /not installed/,
      /build-essential.*npm install naudiodon2/,
    ],
    [
      'darwin',
      'Could not locate the bindings file. Tried:\n → a',
      /not built/,
      /xcode-select --install && npm rebuild/,
    ],
    ['win32', 'Could not locate the bindings file. Tried:\n → a', /not built/, /Visual Studio/],
    ['freebsd', 'wrong ELF class\nat x', /does not load: wrong ELF class$/, /npm rebuild naudiodon2/],
  ];
  for (const [platform, message, what, hint] of cases) {
    test(`on ${platform}, "${message.split('\n', 1)[0]}" says what to install`, () => {
      const error = audioSystemError(message, platform, 'x64');
      assert.equal(error.code, 'audio-system');
      assert.match(error.message, what);
      assert.match(error.hint, hint);
    });
  }

  test('on Linux arm64 is not said to be mended by building again', () => {
    const error = audioSystemError('Could not locate the bindings file.', 'linux', 'arm64');
    assert.match(error.message, /no Linux library for arm64/);
    assert.match(error.hint, /--audio demo/);
  });
});

test('a device is chosen by the name it is listed under, with its host where two share the name', () => {
  for (const device of LINUX.inputs) {
    assert.equal(chooseDevice(LINUX, { device: inputLabel(device, LINUX.inputs), hostApi: '' }).device, device);
  }
  assert.deepEqual(
    LINUX.inputs.filter(({ name }) => name === 'pulse').map((device) => inputLabel(device, LINUX.inputs)),
    ['pulse (ALSA)', 'pulse (JACK Audio Connection Kit)'],
  );
});
