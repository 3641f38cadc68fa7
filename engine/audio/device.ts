/**
 * Which input is listened to. The devices that PortAudio lists and the wish of settings or flags in, one device and its
 * channels out; what cannot be met is one EngineError with the nearest names. Pure: listing and opening are capture.io's.
 */

import { EngineError, nearestWord } from '../errors.ts';
import type { Hertz } from '../units.ts';

/** A way into the system's sound, such as ALSA, Core Audio or WASAPI. */
export interface AudioHost {
  readonly name: string;
  readonly isDefault: boolean;
  /** Index of its default input, or −1. */
  readonly defaultInput: number;
}

/** A device with at least one input channel. */
export interface InputDevice {
  /** PortAudio's number for it; changes when devices come and go. */
  readonly index: number;
  readonly name: string;
  readonly hostApi: string;
  readonly channels: number;
  readonly defaultSampleRate: Hertz;
}

/** What PortAudio found. */
export interface AudioDevices {
  readonly hosts: readonly AudioHost[];
  readonly inputs: readonly InputDevice[];
}

/** Which device is wanted; empty texts leave it open. */
export interface DeviceWish {
  /** Its name, a part of it, or its number. Case does not matter. */
  readonly device: string;
  /** Host API by name or a part of it. */
  readonly hostApi: string;
}

/** The device that was chosen, and what the person should know about the choice. */
export interface ChosenDevice {
  readonly device: InputDevice;
  readonly note?: string;
}

/**
 * Choose the input device that a wish means: exact name, then number, then part of a name; the default when none is named.
 * Of several that match, the first is taken, default host first, and `note` names the others.
 * @throws EngineError 'audio-device' with the nearest names when there is none
 */
export function chooseDevice(devices: AudioDevices, wish: DeviceWish): ChosenDevice {
  const inputs = ofHost(devices, wish.hostApi);
  if (inputs.length === 0)
    throw new EngineError('audio-device', 'no sound card found', 'plug one in, or use --audio demo');
  const wanted = wish.device.trim().toLowerCase();
  if (wanted === '') return { device: defaultInput(devices, inputs) };
  const exact = inputs.filter((input) => [input.name, fullName(input)].some((name) => name.toLowerCase() === wanted));
  if (exact.length > 0) return first(exact, wish.device);
  const numbered = /^\d+$/.test(wanted) && inputs.find((input) => input.index === Number(wanted));
  if (numbered) return { device: numbered };
  const partial = inputs.filter((input) => input.name.toLowerCase().includes(wanted));
  if (partial.length > 0) return first(partial, wish.device);
  throw unknownDevice(wish.device, inputs);
}

/** Give the name by which a listed device is chosen: its own, with the host API where several devices share that. */
export function inputLabel(device: InputDevice, inputs: readonly InputDevice[]): string {
  return inputs.filter(({ name }) => name === device.name).length > 1 ? fullName(device) : device.name;
}

/**
 * Find a device again after it was lost: by name and host. ALSA's card number at the end of a name, "(hw:1,0)", may have
 * changed; it decides only between devices that share the rest.
 */
export function findDeviceAgain(
  devices: AudioDevices,
  lost: Pick<InputDevice, 'name' | 'hostApi'>,
): InputDevice | undefined {
  const ofSameHost = devices.inputs.filter((input) => input.hostApi === lost.hostApi);
  return (
    ofSameHost.find((input) => input.name === lost.name) ??
    ofSameHost.find((input) => withoutCard(input.name) === withoutCard(lost.name))
  );
}

/**
 * Say which channels of a device are heard, counted from 0: one for a mono source, else two.
 * A mono device stands in for the first pair; any other pair that it lacks is refused.
 * @param pair as the person counts, from 1; one number twice means that one channel
 * @throws EngineError 'audio-device'
 */
export function pickChannels(device: InputDevice, pair: readonly [number, number]): readonly number[] {
  const [left, right] = pair;
  if (device.channels === 1 && left === 1 && right === 2) return [0];
  const highest = Math.max(left, right);
  if (Math.min(left, right) < 1 || highest > device.channels) {
    throw new EngineError(
      'audio-device',
      `channels ${left},${right}: "${device.name}" has ${device.channels} input channels`,
      `choose from 1 to ${device.channels}, such as --channels ${device.channels > 1 ? '1,2' : '1,1'}`,
    );
  }
  return left === right ? [left - 1] : [left - 1, right - 1];
}

/**
 * Say why PortAudio cannot be used, from the error its package failed with, and what to install.
 * @param platform and architecture as Node names them
 */
export function audioSystemError(message: string, platform: string, architecture: string): EngineError {
  const line = message.split('\n', 1)[0] ?? '';
  // naudiodon2 brings its Linux library for these two only, so that building again would not help.
  if (platform === 'linux' && architecture !== 'x64' && architecture !== 'arm') {
    const what = `PortAudio (package naudiodon2) has no Linux library for ${architecture}`;
    return new EngineError('audio-system', what, 'use --audio demo or --audio file:PATH');
  }
  if (message.includes('libasound')) {
    return new EngineError(
      'audio-system',
      'the ALSA library is missing (libasound.so.2)',
      'apt install libasound2-dev',
    );
  }
  const build: Record<string, string> = {
    // The -dev package, because only its name is the same on all releases of Debian and Ubuntu.
    linux: 'apt install build-essential python3 libasound2-dev && npm rebuild naudiodon2',
    darwin: 'xcode-select --install && npm rebuild naudiodon2',
    win32: 'install the Visual Studio C++ build tools and Python, then: npm rebuild naudiodon2',
  };
  const mend = build[platform] ?? 'npm rebuild naudiodon2';
  if (/Cannot find (package|module)/.test(line)) {
    const install = mend.replace('npm rebuild naudiodon2', 'npm install naudiodon2');
    return new EngineError('audio-system', 'PortAudio (package naudiodon2) is not installed', install);
  }
  if (message.includes('Could not locate the bindings')) {
    return new EngineError('audio-system', 'PortAudio (package naudiodon2) is installed but was not built', mend);
  }
  return new EngineError('audio-system', `PortAudio does not load: ${line}`, mend);
}

// Implementation

function ofHost({ hosts, inputs }: AudioDevices, hostApi: string): readonly InputDevice[] {
  const wanted = hostApi.trim().toLowerCase();
  const ranked = [...hosts].sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
  const named =
    wanted === ''
      ? ranked
      : [
          ranked.filter((host) => host.name.toLowerCase() === wanted),
          ranked.filter((host) => host.name.toLowerCase().includes(wanted)),
        ].find((matches) => matches.length > 0);
  if (!named) {
    const names = hosts.map((host) => host.name).join(', ') || 'none';
    throw new EngineError('audio-device', `no host API "${hostApi}" here; there are: ${names}`, HINT);
  }
  return named.flatMap((host) => inputs.filter((input) => input.hostApi === host.name));
}

function defaultInput({ hosts }: AudioDevices, inputs: readonly InputDevice[]): InputDevice {
  const [head] = inputs;
  if (!head) throw new EngineError('audio-device', 'no sound card found', 'plug one in, or use --audio demo');
  const host = hosts.find((candidate) => candidate.name === head.hostApi);
  return inputs.find((input) => input.index === host?.defaultInput) ?? head;
}

function first(matches: readonly InputDevice[], wanted: string): ChosenDevice {
  const [device, ...others] = matches;
  if (!device) throw new EngineError('audio-device', `no input device "${wanted}"`, HINT);
  if (others.length === 0) return { device };
  const names = others.map((other) => `"${other.name}" (${other.hostApi})`).join(', ');
  return { device, note: `"${wanted}" means "${device.name}" (${device.hostApi}); also: ${names}` };
}

function unknownDevice(wanted: string, inputs: readonly InputDevice[]): EngineError {
  const names = [...new Set(inputs.map((input) => input.name))];
  // A name is long and people type one word of it, so the words are compared too.
  const words = names.flatMap((name) => name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2));
  const near = nearestWord(wanted, names) ?? nearestWord(wanted, words)?.toLowerCase();
  const nearest = near ? names.filter((name) => name.toLowerCase().includes(near.toLowerCase())) : [];
  const listed = (nearest.length > 0 ? nearest : names).slice(0, 5).map((name) => `"${name}"`);
  const relation = nearest.length > 0 ? 'nearest' : 'there are';
  return new EngineError('audio-device', `no input device "${wanted}"; ${relation}: ${listed.join(', ')}`, HINT);
}

function fullName({ name, hostApi }: InputDevice): string {
  return `${name} (${hostApi})`;
}

function withoutCard(name: string): string {
  return name.replace(/\s*\(hw:\d+,\d+\)$/, '');
}

const HINT = 'neonfern devices lists them all';
