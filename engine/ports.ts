/**
 * Interfaces of everything impure. The middle of the engine knows these and nothing else of the outside world;
 * `main.ts` hands in the real ones, tests hand in their own.
 */

import type { AudioBlock, FeatureFrame } from './audio/features.ts';
import type { ParamValue } from './control/parameter.ts';
import type { Transport } from './control/transport.ts';
import type { Cppn } from './cppn/cppn.ts';
import type { PixelFormat } from './render/pixel-format.ts';
import type { Scene } from './render/scene.ts';
import type { Seconds, Unit } from './units.ts';
import type { Status } from './wire/protocol.ts';

/** The engine's monotonic clock, Seconds since an arbitrary start. */
export type Clock = () => Seconds;

/** Where a show's sound stands. 'lost' is a device that was there and is being looked for. */
export type AudioStatus =
  | { readonly state: 'starting'; readonly source: string }
  | { readonly state: 'running'; readonly source: string; readonly sampleRate: number; readonly channels: number }
  | { readonly state: 'lost'; readonly source: string; readonly reason: string }
  | { readonly state: 'ended'; readonly source: string };

/** A source of sound that delivers blocks until it is closed; it repairs itself and never throws after it was opened. */
export interface AudioSource {
  readonly status: AudioStatus;
  /** Whether it is the demo track, in place of a cable. */
  readonly isDemo?: boolean;
  /** Called for each block, in order, on the engine's thread. The block's samples are reused: copy what is kept. */
  onBlock: (block: AudioBlock) => void;
  onStatus: (status: AudioStatus) => void;
  close(): Promise<void>;
}

/** Bytes before a frame's pixels that are left free for the wire's header, so that a frame is sent without a copy. */
export const FRAME_HEADROOM_BYTES = 32;

/** A rendered picture. `bytes` is header room followed by the pixels in `format`; it is valid until `release`. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly format: PixelFormat;
  /** FRAME_HEADROOM_BYTES + pixelBytes(format, width, height). */
  readonly bytes: Uint8Array;
  /** Give the buffer back to the renderer's pool. Call once; later calls do nothing. */
  release(): void;
}

/** Turns scenes into frames. One render runs at a time: the engine waits for it before it asks for the next. */
export interface Renderer {
  readonly name: 'webgpu' | 'cpu' | 'tfjs';
  /** What it runs on, for the person: adapter name, or threads. */
  readonly detail: string;
  /** Do what a net needs before its first frame (compile, upload), so that no frame of the show pays for it. */
  prepare(net: Cppn): Promise<void>;
  /** Render. Rejects with an EngineError when the device is gone; the scene is never changed. */
  render(scene: Scene, format: PixelFormat): Promise<Frame>;
  /** Give up the frame that is being drawn, where that saves time: its render then rejects. Nothing when none is. */
  abandon?(): void;
  close(): Promise<void>;
}

/** Runs something at a point in time, as near as the machine can. */
export interface Scheduler {
  at(time: Seconds, run: () => void): void;
}

/** What is said of a frame that is sent. */
export interface FrameStamp {
  readonly sequence: number;
  /** When the frame was begun. */
  readonly time: Seconds;
  /** Capture time of the newest sound in it, and how long that had been in when the frame was begun. */
  readonly audioTime: Seconds;
  readonly waited: Seconds;
}

/** What is shown, and what the operator may want to see before it is. */
export interface Preview {
  readonly scene: Scene;
  /** What each deck would show alone; null while neither holds a preset. */
  readonly decks: { readonly a: Scene; readonly b: Scene } | null;
  /** How far the picture goes from the one before to this one: less than 1 while the strobe guard softens. */
  readonly follow: Unit;
  /** The picture itself, or the small one that was made for the strobe guard. Valid during the call. */
  readonly frame: Frame;
}

/** Writes what is shown and heard to a file. None of its methods wait. */
export interface Recorder {
  readonly isOn: boolean;
  /** Called with what the performer should read. */
  onNotice: (level: 'info' | 'warning', text: string) => void;
  /** Called when a recording ended by itself: no encoder, no space. */
  onStopped: () => void;
  /** Begin with the next frame, or end the file. */
  set(on: boolean): void;
  /** Take a block; it is copied. */
  sound(block: AudioBlock): void;
  /** Take an i420 frame before it is sent; it is copied. Frames of another size are resized to the first one's. */
  picture(frame: Frame, stamp: FrameStamp): void;
  /** End the file and wait until it is whole. */
  close(): Promise<void>;
}

/** Where frames and news go. None of these block or queue. */
export interface FrameSink {
  /** What the displays would rather have. */
  readonly format: PixelFormat;
  /** How long after it was begun a frame is seen, as the displays have it now; 0 without one. */
  readonly lead: Seconds;
  /** Whether anyone looks at pixels: no when every display draws by itself, yes when there is none. */
  readonly wantsPixels: boolean;
  /** Send a frame to every display that takes frames and has room, and release it when all are done with it. */
  send(frame: Frame, stamp: FrameStamp): void;
  /**
   * Send a scene to every display that draws by itself and has room. Scenes are counted by a sequence of their own.
   * @param follow how far the picture goes from the one before to this: less than 1 while the strobe guard softens
   */
  sendScene(scene: Scene, stamp: FrameStamp, follow: Unit): void;
  /** Let the operators see, those who want to and when it is time: called with every frame, it costs the others nothing. */
  sendPreview(preview: Preview, stamp: FrameStamp): void;
  sendParams(values: Readonly<Record<string, ParamValue>>): void;
  sendMeters(features: Readonly<FeatureFrame>, transport: Transport): void;
  /** What the sink knows itself (displays, drops, latency) it adds. */
  sendStatus(status: Omit<Status, 'displays' | 'drawing' | 'dropped' | 'latency'>): void;
  /** Print a line for the performer. */
  log(level: 'info' | 'warning', text: string): void;
}

/**
 * The telling half of a control port: lights, motor faders, OSC subscribers, the session file. The hearing half calls
 * `engine.control` for each event and `engine.tempo` for each report of a clock, whenever it likes; both only put it down for
 * the next frame. No call here may block or throw.
 */
export interface FeedbackPort {
  /** Take in the parameters whose set value changed with this frame. A port that comes late reads `engine.params`. */
  sendParams(values: Readonly<Record<string, ParamValue>>): void;
  /** Take in where beat and sound stand, once a frame. The features are reused: copy what is kept. */
  sendBeat(transport: Transport, features: Readonly<FeatureFrame>): void;
}

/** The machine's MIDI ports, behind whichever library. Opening throws an EngineError 'midi' when the port is gone or taken. */
export interface MidiSystem {
  /** Names as the system has them now; some systems append numbers that change from plug to plug. */
  ports(): { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
  /** Listen. `time` is when the bytes came in, on the engine's clock. */
  openInput(name: string, onBytes: (bytes: Uint8Array, time: Seconds) => void): { close(): void };
  openOutput(name: string): { send(bytes: readonly number[]): void; close(): void };
}
