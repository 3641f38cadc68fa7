/**
 * All that engine and display agree on. Text messages are JSON, checked by the schemas here on both sides; frames are bytes:
 * a 32-byte little-endian header, then the pixels. A display that draws by itself gets nets and scenes instead: `scene-message.ts`.
 *
 *    0 u16  0x464e ("NF")      8 u16 width      16 f64 time       when it was begun, on the engine's clock
 *    2 u8   version, 1        10 u16 height     24 f64 audioTime  capture time of the newest sound in it
 *    3 u8   0 rgba, 1 i420    12 u16 waited     how long that sound had been in when the frame was begun, 10 µs
 *    4 u32  sequence          14 u16 made       how long the frame took until it was sent, 10 µs
 *
 * Flow: a display says `drawn` for each frame it has taken; the engine keeps at most two frames on their way to each display
 * and sends the newest one when there is room. Nothing queues.
 */

import { z } from 'zod';
import { MOST_CHARACTERS } from '../control/parameter.ts';
import { MOST_ROUTES, routeSchema } from '../cppn/route-schema.ts';
import { EngineError } from '../errors.ts';
import { type PixelFormat, pixelBytes } from '../render/pixel-format.ts';
import { clamp, type Seconds } from '../units.ts';
import { promptJob, promptMessages } from './prompt-message.ts';

export const PROTOCOL_VERSION = 1;
export const FRAME_HEADER_BYTES = 32;
const MAGIC = 0x464e;
/** What byte 3 says of a message of bytes, by number. */
const BYTE_KINDS = ['frame', 'frame', 'net', 'scene', 'deck-a', 'deck-b', 'glide', 'patch'] as const;
const FORMATS: readonly PixelFormat[] = ['rgba', 'i420'];

const paramValue = z.union([z.number(), z.boolean(), z.string().max(MOST_CHARACTERS)]);

/** A preset as the pages see it. */
const presetInfo = z.object({
  slug: z.string(),
  name: z.string(),
  prompt: z.string(),
  tags: z.array(z.string()),
  /** Changes when the preset's files change, so that thumbnails are fetched again; empty while it is being made and has none. */
  revision: z.string(),
});

/** How the show stands, twice a second. Times in Seconds, rates a second. */
const status = z.object({
  audio: z.object({
    state: z.enum(['starting', 'running', 'lost', 'ended']),
    source: z.string(),
    detail: z.string(),
    isDemo: z.boolean().optional(),
  }),
  renderer: z.string(),
  rendererDetail: z.string(),
  width: z.number(),
  height: z.number(),
  fps: z.number(),
  /** 0 while no display and no recording takes pixels. */
  renderSeconds: z.number(),
  late: z.number(),
  displays: z.number(),
  /** How many of them draw by themselves. */
  drawing: z.number(),
  dropped: z.number(),
  /** What the engine's process holds, bytes. */
  memory: z.number().optional(),
  optimizer: z.enum(['off', 'idle', 'working', 'paused']).optional(),
  /** From a sound to the first drawn picture that shows it, median of the last second over all stages; null without one. */
  latency: z.number().nullable(),
  /** One-line notices for the performer, newest last. */
  notices: z.array(z.object({ time: z.number(), level: z.enum(['info', 'warning']), text: z.string() })),
});

/** What the engine hears, thirty times a second. Hits and peak are those since the last. */
const meters = z.object({
  /** Capture time of the newest sound in it, Seconds. */
  time: z.number(),
  gateOpen: z.boolean(),
  level: z.number(),
  rms: z.number(),
  peak: z.number(),
  bands: z.array(z.number()).length(5),
  hits: z.array(z.number()).length(5),
  onset: z.number(),
  kick: z.number(),
  snare: z.number(),
  hat: z.number(),
  isOnset: z.boolean(),
  isKick: z.boolean(),
  isSnare: z.boolean(),
  isHat: z.boolean(),
  isDrop: z.boolean(),
  isBreakdown: z.boolean(),
  bpm: z.number(),
  tempoConfidence: z.number(),
  beat: z.number(),
  beatPhase: z.number(),
  barPhase: z.number(),
  /** Whose beat it is. */
  tempoSource: z.enum(['audio', 'tap', 'osc', 'midi', 'link']),
});

/** How the controllers stand; when it changed, ten times a second at most. */
const midi = z.object({
  /** Why there is no MIDI; empty when there is. */
  missing: z.string(),
  devices: z
    .array(
      z.object({
        name: z.string(),
        connected: z.boolean(),
        /** The name of its map; empty when it has none. */
        map: z.string(),
        page: z.string(),
        hasOutput: z.boolean(),
      }),
    )
    .readonly(),
  last: z.object({ device: z.string(), text: z.string() }).nullable(),
  learn: z.object({
    phase: z.enum(['off', 'listening', 'learned', 'refused']),
    param: z.string(),
    device: z.string(),
    text: z.string(),
    mode: z.string(),
  }),
  /** Where a timeline stands that is heard; empty without one. */
  timecode: z.string(),
});

/** Where a knob stands beside its parameter's value, on the parameter's travel. */
const ghost = z.object({ param: z.string(), position: z.number(), caught: z.boolean() });

/** The machine's audio inputs, as they were when last looked for. */
const inputs = z.object({
  inputs: z.array(z.object({ label: z.string(), detail: z.string(), isDefault: z.boolean() })),
  /** Why there are none; empty when there are. */
  reason: z.string(),
});

/** What a stage takes: pixels, or nets and scenes to draw by itself, or both while it gets ready. */
const takes = z.enum(['frames', 'scenes', 'both']);

/** What the show has kept. Ages in Seconds. */
const memory = z.object({
  /** The places that hold one, and the preset that it shows most. */
  snapshots: z.array(z.object({ place: z.number(), preset: z.string() })),
  /** What `master.undo` would take back. */
  undo: z.object({ id: z.number(), what: z.string(), age: z.number() }).nullable(),
  session: z.object({
    set: z.string(),
    state: z.enum(['saved', 'changed', 'failed', 'off']),
    reason: z.string(),
    /** Since it was last written; null for never in this run. */
    age: z.number().nullable(),
  }),
});

/** Which feature moves which input of what plays at a place: 'a' or 'b' for a deck, '1' … for a slot. */
const routes = z.object({
  place: z.string(),
  /** Empty where there is no preset. */
  slug: z.string(),
  name: z.string(),
  /** Audio inputs of the net. */
  inputs: z.number(),
  routes: z.array(routeSchema),
  /** Whether they differ from the preset's file. */
  isEdited: z.boolean(),
});

/** What an operator's page gets to see of the show: scenes to draw by itself, small frames of the output, or nothing. */
const previewWay = z.enum(['none', 'scenes', 'frames']);

const clientMessage = z.discriminatedUnion('type', [
  /** First message. A stage takes frames, a control page takes state and meters. */
  z.object({
    type: z.literal('hello'),
    version: z.number(),
    role: z.enum(['stage', 'control']),
    format: z.enum(['rgba', 'i420']).default('i420'),
    takes: takes.default('frames'),
  }),
  /** A stage takes something else from now on; `why` is for the performer, where it is not as was asked. */
  z.object({ type: z.literal('take'), takes, why: z.string().max(200).default('') }),
  /** A control page wants previews, or none: while nobody looks at it. */
  z.object({ type: z.literal('preview'), way: previewWay }),
  z.object({ type: z.literal('drawn'), sequence: z.number() }),
  z.object({
    type: z.literal('control'),
    param: z.string().max(100),
    op: z.enum(['set', 'delta', 'trigger']),
    value: paramValue,
  }),
  ...promptMessages,
  /** Learn: put a control on the parameter `value`; say its mode; end; forget the parameter's learned controls. */
  z.object({
    type: z.literal('midi'),
    action: z.enum(['learn', 'relearn', 'end', 'forget']),
    value: z.string().max(100),
  }),
  /** Look for the machine's audio inputs anew. */
  z.object({ type: z.literal('inputs') }),
  /** See the routes of a place from now on, and what they do; of none when empty. */
  z.object({ type: z.literal('watch'), place: z.string().max(8) }),
  /** Play other routes, go back to the preset's own, or write those that play into its file. */
  z.object({ type: z.literal('routes'), slug: z.string().max(100), routes: z.array(routeSchema).max(MOST_ROUTES) }),
  z.object({ type: z.literal('routes-back'), slug: z.string().max(100) }),
  z.object({ type: z.literal('routes-save'), slug: z.string().max(100) }),
  /** Save the session now. */
  z.object({ type: z.literal('save') }),
]);

const engineMessage = z.discriminatedUnion('type', [
  /** The answer to hello. `run` names this run of the engine: when it changes, the engine was started again. */
  z.object({ type: z.literal('welcome'), version: z.number(), run: z.string() }),
  /** All presets, at hello and whenever the library changes. */
  z.object({ type: z.literal('presets'), presets: z.array(presetInfo) }),
  /** Parameters that changed; at hello all of them. */
  z.object({ type: z.literal('params'), values: z.record(z.string(), paramValue) }),
  z.object({ type: z.literal('status'), status }),
  z.object({ type: z.literal('meters'), meters }),
  /** All prompts, at hello and whenever one changes. */
  z.object({ type: z.literal('jobs'), jobs: z.array(promptJob) }),
  z.object({ type: z.literal('midi'), midi }),
  /** All knobs whose place is known; when one moved, thirty times a second at most. */
  z.object({ type: z.literal('ghosts'), ghosts: z.array(ghost) }),
  z.object({ type: z.literal('inputs'), inputs }),
  /** To a page that watches: the routes when they change, and thirty times a second how far each is up and what each input gets. */
  z.object({ type: z.literal('routes'), routes }),
  z.object({ type: z.literal('driven'), envelopes: z.array(z.number()), given: z.array(z.number()) }),
  /** At hello, and whenever it changes. */
  z.object({ type: z.literal('memory'), memory }),
  z.object({ type: z.literal('refused'), message: z.string() }),
]);

export type PresetInfo = z.infer<typeof presetInfo>;
export type Status = z.infer<typeof status>;
export type Meters = z.infer<typeof meters>;
export type JobInfo = z.infer<typeof promptJob>;
export type MidiNews = z.infer<typeof midi>;
export type RoutesNews = z.infer<typeof routes>;
export type MemoryNews = z.infer<typeof memory>;
export type InputsNews = z.infer<typeof inputs>;
export type Ghost = z.infer<typeof ghost>;
export type ClientMessage = z.infer<typeof clientMessage>;
export type Takes = z.infer<typeof takes>;
export type PreviewWay = z.infer<typeof previewWay>;
export type ByteKind = (typeof BYTE_KINDS)[number];
export type EngineMessage = z.infer<typeof engineMessage>;

/** A frame's header, without the format's constant parts. */
export interface FrameHeader {
  readonly format: PixelFormat;
  readonly sequence: number;
  readonly width: number;
  readonly height: number;
  /** When the frame was begun. */
  readonly time: Seconds;
  /** Capture time of the newest sound in it. */
  readonly audioTime: Seconds;
  /** From that sound's arrival in the engine to `time`; 0…0.65, in steps of 10 µs. */
  readonly waited: Seconds;
  /** From `time` until it was handed to the socket; likewise. */
  readonly made: Seconds;
}

/** Parse a text from a display. @throws EngineError 'bad-message' naming the path and what was expected */
export function parseClientMessage(text: string): ClientMessage {
  return parseWith(clientMessage, text, 'message from a display');
}

/** Parse a text from the engine. @throws EngineError 'bad-message' */
export function parseEngineMessage(text: string): EngineMessage {
  return parseWith(engineMessage, text, 'message from the engine');
}

/** Tell what a message of bytes is; undefined when it is nothing of this version. */
export function byteKind(bytes: Uint8Array): ByteKind | undefined {
  if (bytes.length < 4 || ((bytes[1] ?? 0) << 8) + (bytes[0] ?? 0) !== MAGIC) return undefined;
  return bytes[2] === PROTOCOL_VERSION ? BYTE_KINDS[bytes[3] ?? 0] : undefined;
}

/** Begin a message of bytes that is no frame: its first four. */
export function writeByteKind(bytes: Uint8Array, kind: Exclude<ByteKind, 'frame'>): void {
  bytes.set([MAGIC & 0xff, MAGIC >> 8, PROTOCOL_VERSION, BYTE_KINDS.indexOf(kind)]);
}

/** Write what a frame and a scene have in common: bytes 4 to 31 of the header. */
export function writeStamp(view: DataView, stamp: Omit<FrameHeader, 'format'>): void {
  view.setUint32(4, stamp.sequence, true);
  view.setUint16(8, stamp.width, true);
  view.setUint16(10, stamp.height, true);
  view.setUint16(12, toShortTime(stamp.waited), true);
  view.setUint16(14, toShortTime(stamp.made), true);
  view.setFloat64(16, stamp.time, true);
  view.setFloat64(24, stamp.audioTime, true);
}

/** Write a frame's header into the first FRAME_HEADER_BYTES of `bytes`; the pixels stand behind it already. */
export function writeFrameHeader(bytes: Uint8Array, header: FrameHeader): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_BYTES);
  view.setUint16(0, MAGIC, true);
  view.setUint8(2, PROTOCOL_VERSION);
  view.setUint8(3, FORMATS.indexOf(header.format));
  writeStamp(view, header);
}

/**
 * Read a frame: its header and a view of its pixels (no copy).
 * @throws EngineError 'bad-message' when the bytes are no frame of this version or of another length than the header says
 */
export function readFrame(bytes: Uint8Array): { header: FrameHeader; pixels: Uint8Array } {
  const bad = (why: string) =>
    new EngineError('bad-message', `frame of ${bytes.length} bytes: ${why}`, 'reload the page');
  if (bytes.length < FRAME_HEADER_BYTES) throw bad(`expected at least ${FRAME_HEADER_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0, true) !== MAGIC) throw bad('does not begin with "NF"');
  if (view.getUint8(2) !== PROTOCOL_VERSION) throw bad(`expected version ${PROTOCOL_VERSION}, got ${view.getUint8(2)}`);
  const format = FORMATS[view.getUint8(3)];
  if (!format) throw bad(`unknown pixel format ${view.getUint8(3)}`);
  const width = view.getUint16(8, true);
  const height = view.getUint16(10, true);
  const pixels = bytes.subarray(FRAME_HEADER_BYTES);
  if (pixels.length !== pixelBytes(format, width, height)) throw bad(`not the length of ${width}×${height} ${format}`);
  const header: FrameHeader = {
    format,
    sequence: view.getUint32(4, true),
    width,
    height,
    time: view.getFloat64(16, true),
    audioTime: view.getFloat64(24, true),
    waited: view.getUint16(12, true) / SHORT_TIMES_A_SECOND,
    made: view.getUint16(14, true) / SHORT_TIMES_A_SECOND,
  };
  return { header, pixels };
}

const SHORT_TIMES_A_SECOND = 100_000;

/** Give a short time in its 16 bits: steps of 10 µs, 0…0.65 s. */
function toShortTime(time: Seconds): number {
  return Math.round(clamp(time * SHORT_TIMES_A_SECOND, 0, 0xffff));
}

// Implementation

function parseWith<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new EngineError('bad-message', `${what}: expected JSON, got "${text.slice(0, 40)}"`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new EngineError(
    'bad-message',
    `${what}: ${issue?.path.join('.') || 'type'}: ${issue?.message ?? 'not understood'}`,
  );
}
