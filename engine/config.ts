/**
 * The settings: one schema with defaults, read from `neonfern.config.json` and from flags. Past `parseConfig` they are trusted.
 * A flag beats the file, the file beats the default.
 */

import { z } from 'zod';
import { EngineError, nearestWord } from './errors.ts';

const even = (size: z.ZodNumber) => size.refine((n) => n % 2 === 0, 'expected an even number');

const schema = z.strictObject({
  audio: z
    .strictObject({
      /** 'auto' (line-in, or the demo without a sound card), 'line', 'demo', or 'file:PATH'. */
      source: z.string().default('auto'),
      /** Input device: its name, a part of it, or its number; empty for the system's default. */
      device: z.string().default(''),
      /** PortAudio host API by name: 'ALSA', 'JACK', 'Core Audio', 'WASAPI', 'ASIO' …; empty for any. */
      hostApi: z.string().default(''),
      /** The two input channels that are heard, from 1; one number twice for a mono source. */
      channels: z.tuple([z.int().min(1).max(64), z.int().min(1).max(64)]).default([1, 2]),
      /** Hertz; 0 for the device's own. */
      sampleRate: z.int().min(0).max(192000).default(0),
      /** Frames a block: less is quicker, more is safer. */
      blockSize: z.int().min(32).max(4096).default(256),
      /** Play files again from the start. */
      loop: z.boolean().default(true),
    })
    .prefault({}),
  render: z
    .strictObject({
      renderer: z.enum(['auto', 'webgpu', 'cpu', 'tfjs']).default('auto'),
      /** Pixels; 0 lets the renderer choose (GPU 1280×720, CPU 640×360). */
      width: even(z.int().min(0).max(4096)).default(0),
      height: even(z.int().min(0).max(4096)).default(0),
      fps: z.number().min(1).max(240).default(60),
      /** Threads of the CPU renderer; 0 for one a core. */
      threads: z.int().min(0).max(64).default(0),
      /** Step the resolution down when frames come late, and up again. */
      adapt: z.boolean().default(true),
    })
    .prefault({}),
  server: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65535).default(4400),
      /** Open the stage in a browser at start. */
      open: z.boolean().default(true),
    })
    .prefault({}),
  optimizer: z
    .strictObject({
      /** Threads of the process that turns prompts into presets; 0 for none. It runs at the lowest priority. */
      threads: z.int().min(0).max(16).default(1),
    })
    .prefault({}),
  osc: z
    .strictObject({
      /** Listen to OSC and serve OSCQuery. */
      enabled: z.boolean().default(true),
      /** Listen on the whole network, not on this machine only. */
      lan: z.boolean().default(false),
      port: z.int().min(0).max(65535).default(4401),
      /** Where those listen who are told of changes, features and beats. */
      feedbackPort: z.int().min(1).max(65535).default(4402),
      /** Hosts that are told from the start; others send /subscribe. */
      feedback: z.array(z.string()).default(['127.0.0.1']),
      /** Features and beat are told this often a second; 0 for never. */
      rate: z.number().min(0).max(120).default(30),
      /** OSCQuery over HTTP and WebSocket. */
      queryPort: z.int().min(0).max(65535).default(4403),
      /** Port of OSC over TCP with SLIP; 0 for none. */
      tcpPort: z.int().min(0).max(65535).default(0),
      /** Tell the network by zeroconf that OSCQuery is here. */
      advertise: z.boolean().default(true),
      /** Files of other programs' addresses for ours, such as recipes/resolume/osc-map.json. */
      maps: z.array(z.string()).default([]),
      /** Host of Ableton Live with AbletonOSC, whose tempo and beat are followed; empty for none. */
      ableton: z.string().default(''),
    })
    .prefault({}),
  /** Follow Ableton Link, where its package is installed. */
  link: z.boolean().default(false),
  /** Folder of the sets: each remembers a show, and may hold presets and maps of its own. */
  sets: z.string().default('sets'),
  /** The set that is played and remembered. */
  set: z
    .string()
    .regex(/^[\w-]+$/, 'expected letters, digits, - and _')
    .default('default'),
  /** Start from the defaults, and remember nothing. */
  safe: z.boolean().default(false),
  record: z
    .strictObject({
      /** Where recordings go. */
      folder: z.string().default('recordings'),
      format: z.enum(['mp4', 'webm']).default('mp4'),
      /** ffmpeg's name for the picture's encoder, such as h264_nvenc; empty for the system's own. */
      encoder: z.string().default(''),
    })
    .prefault({}),
  midi: z
    .strictObject({
      /** Use the controllers that are plugged in. */
      enabled: z.boolean().default(true),
      /** Folder of your own maps, read before the ready ones; learned controls are kept in its folder `learned`. */
      maps: z.string().default(''),
    })
    .prefault({}),
  /** Folder of the preset library; empty for the one that comes with Neonfern. */
  presets: z.string().default(''),
});

/** The settings of a run. */
export type Config = z.infer<typeof schema>;

/** A command-line flag and the setting that it stands for. */
export interface Flag {
  readonly flag: string;
  readonly path: readonly [string, string] | readonly [string];
  readonly kind: 'text' | 'number' | 'pair' | 'size' | 'list' | 'yes' | 'no';
  readonly doc: string;
}

/** Every flag of `neonfern start`. */
export const FLAGS: readonly Flag[] = [
  { flag: 'audio', path: ['audio', 'source'], kind: 'text', doc: 'auto, line, demo or file:PATH' },
  {
    flag: 'device',
    path: ['audio', 'device'],
    kind: 'text',
    doc: 'input device: its name, a part of it, or its number',
  },
  {
    flag: 'host-api',
    path: ['audio', 'hostApi'],
    kind: 'text',
    doc: 'PortAudio host API: ALSA, JACK, Core Audio, WASAPI, ASIO',
  },
  {
    flag: 'channels',
    path: ['audio', 'channels'],
    kind: 'pair',
    doc: 'the two input channels that are heard, such as 3,4',
  },
  { flag: 'sample-rate', path: ['audio', 'sampleRate'], kind: 'number', doc: 'Hertz; 0 for the device’s own' },
  { flag: 'block-size', path: ['audio', 'blockSize'], kind: 'number', doc: 'frames a block' },
  { flag: 'no-loop', path: ['audio', 'loop'], kind: 'no', doc: 'play a file once' },
  { flag: 'renderer', path: ['render', 'renderer'], kind: 'text', doc: 'auto, webgpu, cpu or tfjs' },
  { flag: 'size', path: ['render', 'width'], kind: 'size', doc: 'pixels, such as 1280x720' },
  { flag: 'fps', path: ['render', 'fps'], kind: 'number', doc: 'frames a second' },
  { flag: 'threads', path: ['render', 'threads'], kind: 'number', doc: 'threads of the CPU renderer' },
  {
    flag: 'optimizer-threads',
    path: ['optimizer', 'threads'],
    kind: 'number',
    doc: 'threads that turn prompts into presets; 0 for none',
  },
  { flag: 'no-adapt', path: ['render', 'adapt'], kind: 'no', doc: 'keep the resolution when frames come late' },
  {
    flag: 'host',
    path: ['server', 'host'],
    kind: 'text',
    doc: 'address to listen on; 0.0.0.0 opens it to the network',
  },
  { flag: 'port', path: ['server', 'port'], kind: 'number', doc: 'port of pages and WebSocket; 0 for a free one' },
  { flag: 'no-open', path: ['server', 'open'], kind: 'no', doc: 'do not open the stage in a browser' },
  { flag: 'no-osc', path: ['osc', 'enabled'], kind: 'no', doc: 'no OSC and no OSCQuery' },
  { flag: 'osc-lan', path: ['osc', 'lan'], kind: 'yes', doc: 'listen to OSC from the whole network' },
  { flag: 'osc-port', path: ['osc', 'port'], kind: 'number', doc: 'UDP port of OSC' },
  {
    flag: 'osc-feedback',
    path: ['osc', 'feedback'],
    kind: 'list',
    doc: 'hosts that are told of changes, such as 10.0.0.5',
  },
  { flag: 'osc-feedback-port', path: ['osc', 'feedbackPort'], kind: 'number', doc: 'UDP port that they listen on' },
  { flag: 'osc-rate', path: ['osc', 'rate'], kind: 'number', doc: 'features and beats told a second; 0 for none' },
  { flag: 'osc-query-port', path: ['osc', 'queryPort'], kind: 'number', doc: 'TCP port of OSCQuery' },
  { flag: 'osc-tcp-port', path: ['osc', 'tcpPort'], kind: 'number', doc: 'port of OSC over TCP with SLIP' },
  {
    flag: 'ableton',
    path: ['osc', 'ableton'],
    kind: 'text',
    doc: 'host of a Live with AbletonOSC, to follow its beat',
  },
  {
    flag: 'link',
    path: ['link'],
    kind: 'yes',
    doc: 'follow Ableton Link; needs abletonlink (GPL-2.0-or-later)',
  },
  { flag: 'set', path: ['set'], kind: 'text', doc: 'the set that is played and remembered' },
  { flag: 'sets', path: ['sets'], kind: 'text', doc: 'folder of the sets' },
  { flag: 'safe', path: ['safe'], kind: 'yes', doc: 'start without the remembered session, and remember nothing' },
  { flag: 'record-folder', path: ['record', 'folder'], kind: 'text', doc: 'where recordings go' },
  { flag: 'no-midi', path: ['midi', 'enabled'], kind: 'no', doc: 'leave the controllers alone' },
  { flag: 'midi-maps', path: ['midi', 'maps'], kind: 'text', doc: 'folder of your own controller maps' },
  { flag: 'presets', path: ['presets'], kind: 'text', doc: 'folder of the preset library' },
];

/**
 * Make the settings from the file's text and the flags.
 * @param file text of neonfern.config.json, or undefined when there is none
 * @param flags as the command line gave them, by flag name
 * @throws EngineError 'bad-config' or 'bad-argument' naming the key or flag, what was expected and what came
 */
export function parseConfig(
  file: string | undefined,
  flags: Readonly<Record<string, string | boolean | undefined>>,
): Config {
  const fromFile = file === undefined ? {} : parseJson(file);
  check(fromFile, 'neonfern.config.json');
  const raw = structured(fromFile);
  for (const { flag, path, kind } of FLAGS) {
    const value = flags[flag];
    if (value === undefined) continue;
    const [section, key] = path;
    if (key !== undefined) raw[section] ??= {};
    Object.assign((key === undefined ? raw : raw[section]) as object, flagValues(flag, kind, key ?? section, value));
  }
  return check(raw, 'flags');
}

/** Give the JSON Schema of neonfern.config.json. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(schema, { io: 'input' });
}

/** Give the picture's size in pixels: as set, or what suits the renderer. */
export function sizeOf(config: Config, renderer: string): { width: number; height: number } {
  const { width, height } = config.render;
  const preferred =
    renderer === 'webgpu'
      ? { width: 1280, height: 720 }
      : renderer === 'cpu'
        ? { width: 640, height: 360 }
        : { width: 320, height: 180 };
  if (width > 0 && height > 0) return { width, height };
  return preferred;
}

// Implementation

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EngineError('bad-config', `neonfern.config.json: not JSON: ${why}`, 'mend the file or move it away');
  }
}

function structured(value: unknown): Record<string, Record<string, unknown> | unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

function check(value: unknown, where: string): Config {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const near = nearestWord(key, knownKeys());
    const full = path ? `${path}.${key}` : key;
    throw new EngineError(
      'bad-config',
      `${where}: unknown key "${full}"`,
      near ? `did you mean "${near}"?` : `known: ${knownKeys().join(', ')}`,
    );
  }
  throw new EngineError(
    'bad-config',
    `${where}: ${path}: ${issue?.message ?? 'not understood'}`,
    'neonfern help lists the settings',
  );
}

function knownKeys(): string[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const inner = field instanceof z.ZodPrefault ? field.unwrap() : undefined;
    return inner instanceof z.ZodObject ? [name, ...Object.keys(inner.shape)] : [name];
  });
}

function flagValues(flag: string, kind: Flag['kind'], key: string, value: string | boolean): Record<string, unknown> {
  const text = String(value);
  const bad = (expected: string) =>
    new EngineError('bad-argument', `--${flag}: expected ${expected}, got "${text}"`, 'see neonfern help');
  if (kind === 'yes' || kind === 'no') return { [key]: kind === 'yes' };
  if (kind === 'text') return { [key]: text };
  if (kind === 'list') return { [key]: text.split(',').map((part) => part.trim()) };
  if (kind === 'size') {
    const size = /^(\d+)x(\d+)$/.exec(text);
    if (!size) throw bad('WIDTHxHEIGHT');
    return { width: Number(size[1]), height: Number(size[2]) };
  }
  const numbers = text.split(',').map(Number);
  if (numbers.some((n) => !Number.isFinite(n)) || text.trim() === '')
    throw bad(kind === 'pair' ? 'two numbers such as 1,2' : 'a number');
  if (kind === 'number') return { [key]: numbers[0] };
  return { [key]: numbers.length === 1 ? [numbers[0], numbers[0]] : numbers };
}
