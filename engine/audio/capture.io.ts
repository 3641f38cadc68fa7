/**
 * The capture process: PortAudio, alone. A request as its one argument; blocks and notices out on file descriptor 3.
 * It lives apart from the show because PortAudio and its hosts print, block, freeze their device list and crash: a fresh
 * process is the one sure way to begin anew. It ends when its standard input closes, that is, with the engine.
 */

import { Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import type { DeviceInfo } from 'naudiodon2';
import { EngineError } from '../errors.ts';
import { createBlockClock } from './block-clock.ts';
import { encodeBlock, encodeText } from './block-stream.ts';
import { type CaptureNotice, CaptureRequest } from './capture-notice.ts';
import {
  type AudioDevices,
  audioSystemError,
  type ChosenDevice,
  chooseDevice,
  findDeviceAgain,
  pickChannels,
} from './device.ts';

type PortAudio = typeof import('naudiodon2');

/** Pauses between looks for an absent device, and between tries to open one that refuses. */
const LOOK_MS = 400;
const RETRY_MS = 200;
/** PortAudio counts a failed open as a user for good, which freezes its device list: then only a new process sees anew. */
const MOST_RETRIES = 15;
/** Bytes that may wait for an engine that stands still: about half a second of stereo. Older sound is worth nothing. */
const MOST_WAITING_BYTES = 200_000;

const pipe = new Socket({ fd: 3, readable: false, writable: true });

await main(CaptureRequest.parse(JSON.parse(process.argv[2] ?? '{}')));

// Implementation

async function main(request: CaptureRequest): Promise<void> {
  process.stdin.on('end', () => process.exit(0)).resume();
  pipe.on('error', () => process.exit(0));
  // Ctrl-C reaches the whole group; the engine decides when capture ends.
  process.on('SIGINT', () => {});
  raisePriority();
  const portAudio = await load();
  if (request.mode === 'list') {
    tell({ kind: 'devices', ...listDevices(portAudio) });
    pipe.end(() => process.exit(0));
  } else await capture(portAudio, request);
}

async function load(): Promise<PortAudio> {
  try {
    return await import('naudiodon2');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { message, hint } = audioSystemError(reason, process.platform, process.arch);
    tell({ kind: 'broken', message, hint });
    return await new Promise<never>(() => pipe.end(() => process.exit(1)));
  }
}

async function capture(portAudio: PortAudio, request: CaptureRequest): Promise<void> {
  for (;;) {
    try {
      const chosen = choose(listDevices(portAudio), request);
      await openPatiently(portAudio, chosen, request);
      return;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      tell({ kind: 'absent', message: error.message, hint: error.hint });
      await pause(LOOK_MS);
    }
  }
}

function choose(devices: AudioDevices, request: CaptureRequest): ChosenDevice {
  if (!request.lost) return chooseDevice(devices, request);
  const device = findDeviceAgain(devices, request.lost);
  if (device) return { device };
  throw new EngineError('audio-device', `"${request.lost.name}" is gone`, 'plug it in again');
}

async function openPatiently(portAudio: PortAudio, chosen: ChosenDevice, request: CaptureRequest): Promise<void> {
  for (let attempt = 0; attempt < MOST_RETRIES; attempt++) {
    try {
      open(portAudio, chosen, request);
      return;
    } catch (error) {
      if (error instanceof EngineError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      tell({ kind: 'absent', message: `"${chosen.device.name}" does not open: ${reason}`, hint: openHint(reason) });
      await pause(RETRY_MS);
    }
  }
  process.exit(2);
}

function open(portAudio: PortAudio, { device, note }: ChosenDevice, request: CaptureRequest): void {
  const heard = pickChannels(device, request.channels);
  const opened = Math.max(...heard) + 1;
  const sampleRate = request.sampleRate || device.defaultSampleRate;
  const stream = portAudio.AudioIO({
    inOptions: {
      deviceId: device.index,
      channelCount: opened,
      sampleFormat: portAudio.SampleFormatFloat32,
      sampleRate,
      framesPerBuffer: request.blockSize,
      // One read is one block, so that a block leaves as soon as it is whole. The queue is only for a late read:
      // when it is full, PortAudio's own thread has to wait.
      highwaterMark: request.blockSize * opened * 4,
      maxQueue: 64,
      closeOnError: false,
    },
  });
  const now = createBlockClock();
  stream.on('error', () => process.exit(3));
  stream.on('data', (bytes: Buffer) => {
    const frames = Math.floor(bytes.length / (opened * 4));
    if (frames === 0) return;
    const arrival = Number(process.hrtime.bigint()) / 1e9;
    const time = now(arrival, frames / sampleRate);
    if (pipe.writableLength > MOST_WAITING_BYTES) return;
    const samples = pick(bytes, frames, opened, heard);
    pipe.write(encodeBlock({ samples, frames, channels: heard.length, sampleRate, time }));
  });
  stream.start();
  tell({ kind: 'opened', name: device.name, hostApi: device.hostApi, ...(note ? { note } : {}) });
}

function pick(bytes: Buffer, frames: number, opened: number, heard: readonly number[]): Float32Array {
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + frames * opened * 4));
  if (heard.length === opened && heard.every((channel, i) => channel === i)) return all;
  const samples = new Float32Array(frames * heard.length);
  let to = 0;
  for (let i = 0; i < frames; i++) for (const channel of heard) samples[to++] = all[i * opened + channel] ?? 0;
  return samples;
}

function listDevices(portAudio: PortAudio): AudioDevices {
  const { HostAPIs, defaultHostAPI } = portAudio.getHostAPIs();
  const hosts = HostAPIs.map((host) => ({
    name: host.name,
    isDefault: host.id === defaultHostAPI,
    // PortAudio's "none" is −1, which the binding hands over unsigned.
    defaultInput: host.defaultInput | 0,
  }));
  const inputs = portAudio
    .getDevices()
    .filter((device: DeviceInfo) => device.maxInputChannels > 0)
    .map((device: DeviceInfo) => ({
      index: device.id,
      name: device.name,
      hostApi: device.hostAPIName,
      channels: device.maxInputChannels,
      defaultSampleRate: device.defaultSampleRate,
    }));
  return { hosts, inputs };
}

function openHint(reason: string): string {
  if (/sample rate/i.test(reason)) return 'leave --sample-rate out, or give one that the device has';
  if (/channel/i.test(reason)) return 'choose other --channels';
  return 'close other programs that use it; it is tried again';
}

function tell(notice: CaptureNotice): void {
  pipe.write(encodeText(JSON.stringify(notice)));
}

function raisePriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Not permitted to most users; capture works without.
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
