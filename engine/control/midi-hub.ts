/**
 * All controllers of the show: finds them as they come and go, gives each its map, carries what they say to the engine and what
 * the show is at back to their lights, listens to their clocks, and learns. Pure but for the ports that it is handed: everything
 * happens in `scan`, `tick` and the bytes that come in.
 */

import { describeError } from '../errors.ts';
import type { Clock, MidiSystem } from '../ports.ts';
import type { Seconds } from '../units.ts';
import { createMidiClock, type MidiClock } from './midi-clock.ts';
import { createLearner, type Learned, type Learner } from './midi-learn.ts';
import { combined, learnedControl } from './midi-learned.ts';
import type { SurfaceView } from './midi-lights.ts';
import { type MidiMap, mapFor } from './midi-map.ts';
import type { ControlMode, ControlText } from './midi-map-schema.ts';
import { createMidiParser, describeMidi, type MidiMessage } from './midi-message.ts';
import { isOwnPort, lastingName, numbered, pairName } from './midi-name.ts';
import { createSurface, type Ghost, type Surface } from './midi-surface.ts';
import { createTimecodeReader, type Timecode, type TimecodeReader } from './midi-timecode.ts';
import type { ControlEvent } from './parameter.ts';
import { findParam } from './registry.ts';
import type { TempoReport } from './transport.ts';

/** What the hub is made of. */
export interface HubParts {
  readonly system: MidiSystem;
  readonly clock: Clock;
  /** Ready maps, those for one device before those for any. */
  readonly maps: () => readonly MidiMap[];
  /** Learned maps. */
  readonly learned: () => readonly MidiMap[];
  readonly view: SurfaceView;
  readonly emit: (event: ControlEvent) => void;
  /** Told ten times a second while a clock ticks, and once when it is gone. */
  readonly tempo: (report: TempoReport) => void;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
  /** Keep a learned control; the maps must have it when `reload` is called. */
  readonly keep: (device: string, control: ControlText) => void;
  /** Drop all learned controls of a parameter. */
  readonly forget: (param: string) => void;
  /** Sees every message; for the monitor. */
  readonly onMessage?: (device: string, message: MidiMessage, time: Seconds) => void;
}

/** A device as the pages show it. */
export interface DeviceStatus {
  readonly name: string;
  readonly connected: boolean;
  /** The name of its map; empty when it has none. */
  readonly map: string;
  readonly page: string;
  readonly hasOutput: boolean;
}

export interface LearnStatus {
  readonly phase: 'off' | 'listening' | 'learned' | 'refused';
  readonly param: string;
  readonly device: string;
  /** What was moved, or why it cannot be used. */
  readonly text: string;
  readonly mode: string;
}

export interface HubStatus {
  readonly devices: readonly DeviceStatus[];
  readonly last: { readonly device: string; readonly text: string } | null;
  readonly learn: LearnStatus;
}

export interface MidiHub {
  /** Look for devices that came or went. About once a second. */
  scan(): void;
  /** Bring lights up to date, end what waits. About fifty times a second. */
  tick(): void;
  /** Take the maps anew: they were changed. */
  reload(): void;
  /** Wait for a hand to move the control for this parameter. */
  learn(param: string): void;
  /** Say what the control that was just learned really is. */
  relearn(mode: ControlMode): void;
  /** Stop listening, and put the last result away. */
  endLearn(): void;
  forget(param: string): void;
  readonly status: HubStatus;
  ghosts(): Ghost[];
  timecode(now: Seconds): Timecode | undefined;
  close(): void;
}

interface Device {
  readonly name: string;
  /** The system's name of its input, while it is connected. */
  port: string;
  input: { close(): void } | undefined;
  output: ReturnType<MidiSystem['openOutput']> | undefined;
  surface: Surface | undefined;
  readonly clock: MidiClock;
  readonly timecode: TimecodeReader;
}

/** Listening ends by itself after this long: a forgotten learn must not take the controls away. */
const LEARN_WAIT: Seconds = 30;
const TEMPO_EVERY: Seconds = 0.1;
const NOT_LEARNING: LearnStatus = { phase: 'off', param: '', device: '', text: '', mode: '' };

/** Begin without devices; call `scan`. */
export function createMidiHub(parts: HubParts): MidiHub {
  const { system, clock, view, notice } = parts;
  const devices = new Map<string, Device>();
  /** Ports that would not open, so that each is said once. */
  const refused = new Set<string>();
  let last: HubStatus['last'] = null;
  let learn = NOT_LEARNING;
  let learners = new Map<Device, Learner>();
  let learnSince = 0;
  let result: { device: Device; learned: Learned } | undefined;
  let leader: Device | undefined;
  let systemSaid = '';
  let told: TempoReport | undefined;

  function scan(): void {
    let ports: ReturnType<MidiSystem['ports']>;
    try {
      ports = system.ports();
      systemSaid = '';
    } catch (error) {
      const text = describeError(error);
      if (text !== systemSaid) notice('warning', `MIDI: ${text}`);
      systemSaid = text;
      return;
    }
    const present = named(ports.inputs);
    const outputs = named(ports.outputs);
    for (const device of devices.values()) if (device.input && present.get(device.name) !== device.port) unplug(device);
    for (const name of refused) if (!present.has(name)) refused.delete(name);
    for (const [name, port] of present) {
      if (devices.get(name)?.input || refused.has(name)) continue;
      const pair = pairName(name);
      const output = outputs.get(name) ?? [...outputs].find(([other]) => pairName(other) === pair)?.[1];
      plug(name, port, output);
    }
  }

  function plug(name: string, inputPort: string, outputPort: string | undefined): void {
    const device = devices.get(name) ?? newDevice(name);
    const parser = createMidiParser();
    try {
      device.output = outputPort === undefined ? undefined : system.openOutput(outputPort);
      device.input = system.openInput(inputPort, (bytes, time) => {
        for (const message of parser.push(bytes)) hear(device, message, time);
      });
    } catch (error) {
      device.output?.close();
      device.output = undefined;
      refused.add(name);
      notice('warning', `MIDI: ${name}: ${describeError(error)}`);
      return;
    }
    device.port = inputPort;
    devices.set(name, device);
    equip(device);
    const map = device.surface?.map.name ?? 'no map: learn its controls';
    notice('info', `MIDI: ${name} connected (${map})`);
  }

  function unplug(device: Device): void {
    close(device);
    notice('warning', `MIDI: ${device.name} unplugged`);
  }

  function equip(device: Device): void {
    const map = combined(mapFor(parts.maps(), device.name), mapFor(parts.learned(), device.name));
    device.surface = map && createSurface(map, view);
  }

  function hear(device: Device, message: MidiMessage, time: Seconds): void {
    parts.onMessage?.(device.name, message, time);
    if (clocked(device, message, time)) return;
    device.timecode.take(message, time);
    if (message.type === 'active-sensing' || message.type === 'quarter-frame') return;
    last = { device: device.name, text: describeMidi(message) };
    if (learn.phase === 'listening') {
      const learner = learners.get(device) ?? createLearner(findParam(learn.param)?.kind ?? 'number');
      learners.set(device, learner);
      finish(device, learner.take(message, time));
      return;
    }
    for (const event of device.surface?.hear(message, time) ?? []) parts.emit(event);
  }

  /** Whether a message was the clock's. */
  function clocked(device: Device, message: MidiMessage, time: Seconds): boolean {
    if (message.type === 'clock') {
      device.clock.tick(time);
      leader ??= device;
      if (leader !== device && leader.clock.at(time) === undefined && device.clock.at(time)) leader = device;
    } else if (message.type === 'song-position') device.clock.songPosition(message.sixteenths);
    else if (message.type === 'start' || message.type === 'continue' || message.type === 'stop') {
      device.clock[message.type]();
    } else return false;
    return true;
  }

  function finish(device: Device, learned: Learned | undefined): void {
    if (!learned || learn.phase !== 'listening') return;
    result = { device, learned };
    keepResult();
  }

  function keepResult(): void {
    const spec = findParam(learn.param);
    if (!result || !spec) return;
    const { device, learned } = result;
    const control = learnedControl(learned, spec, view.value(spec.id) ?? spec.default);
    const what = `${learned.type === 'cc' ? 'CC' : learned.type} ${learned.number ?? ''} ch ${learned.ch}`.replace(
      '  ',
      ' ',
    );
    if (!control) {
      const text = `${what} cannot steer ${spec.id}: use a button, and set first what it shall bring back`;
      learn = { phase: 'refused', param: spec.id, device: device.name, text, mode: '' };
      return;
    }
    parts.keep(device.name, control);
    learn = { phase: 'learned', param: spec.id, device: device.name, text: what, mode: control.mode ?? '' };
    notice('info', `MIDI: ${spec.id} is on ${what} of ${device.name}`);
  }

  /** Tell the clock that counts: the first that ticked, until it stops doing so. */
  function tellTempo(now: Seconds): void {
    if (told && now - told.time < TEMPO_EVERY) return;
    const report = leader?.clock.at(now) ?? (told && { ...told, time: now, isRunning: false });
    if (report && (report.isRunning || told?.isRunning)) parts.tempo(report);
    told = report?.isRunning ? report : undefined;
  }

  function close(device: Device): void {
    device.input?.close();
    device.output?.close();
    device.input = undefined;
    device.output = undefined;
    device.surface = undefined;
    if (leader === device) leader = undefined;
  }

  function send(device: Device, messages: readonly (readonly number[])[]): void {
    try {
      for (const bytes of messages) device.output?.send(bytes);
    } catch (error) {
      // A device that is being pulled; the next scan sees it gone.
      notice('warning', `MIDI: ${device.name}: ${describeError(error)}`);
      device.output?.close();
      device.output = undefined;
    }
  }

  return {
    scan,
    tick() {
      const now = clock();
      if (learn.phase === 'listening' && now - learnSince > LEARN_WAIT) learn = NOT_LEARNING;
      tellTempo(now);
      for (const device of devices.values()) {
        const { surface } = device;
        if (learn.phase === 'listening') finish(device, learners.get(device)?.rest(now));
        if (!surface) continue;
        for (const event of surface.flush(now)) parts.emit(event);
        if (device.output) send(device, surface.answer(now));
      }
    },
    reload() {
      for (const device of devices.values()) if (device.input) equip(device);
    },
    learn(param) {
      learners = new Map();
      learnSince = clock();
      result = undefined;
      learn = findParam(param) ? { ...NOT_LEARNING, phase: 'listening', param } : NOT_LEARNING;
    },
    relearn(mode) {
      if (!result) return;
      result = { ...result, learned: { ...result.learned, mode } };
      keepResult();
    },
    endLearn() {
      learn = NOT_LEARNING;
      result = undefined;
    },
    forget(param) {
      parts.forget(param);
      learn = NOT_LEARNING;
      result = undefined;
    },
    get status() {
      return { devices: [...devices.values()].map(statusOf), last, learn };
    },
    ghosts: () => [...devices.values()].flatMap(({ surface }) => surface?.ghosts() ?? []),
    timecode(now) {
      const heard = [...devices.values()].map(({ timecode }) => timecode.at(now)).filter((code) => code !== undefined);
      return heard.find(({ running }) => running) ?? heard[0];
    },
    close() {
      for (const device of devices.values()) {
        if (device.surface) send(device, device.surface.farewell());
        close(device);
      }
    },
  };
}

// Implementation

/** Give each port under its lasting name. */
function named(ports: readonly string[]): Map<string, string> {
  const real = ports.filter((port) => !isOwnPort(port));
  const names = numbered(real.map(lastingName));
  return new Map(names.map((name, i) => [name, real[i] ?? name]));
}

function newDevice(name: string): Device {
  return {
    name,
    port: '',
    input: undefined,
    output: undefined,
    surface: undefined,
    clock: createMidiClock(),
    timecode: createTimecodeReader(),
  };
}

function statusOf({ name, input, output, surface }: Device): DeviceStatus {
  return {
    name,
    connected: input !== undefined,
    map: surface?.map.name ?? '',
    page: surface?.page ?? '',
    hasOutput: output !== undefined,
  };
}
