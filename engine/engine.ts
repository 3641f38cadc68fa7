/**
 * The real-time loop around `show.step`: sound in, events in, one frame at a time out. Frames are due on a drift-free deadline;
 * a late one is skipped, never queued. Pure but for the ports that it is handed.
 */

import { type Analyser, copyFeatures, type FeatureFrame, restFeatures, restingFeatures } from './audio/features.ts';
import { type ControlEvent, coerce, type ParamValue } from './control/parameter.ts';
import { findParam } from './control/registry.ts';
import type { PresetLibrary } from './cppn/preset.ts';
import { describeError } from './errors.ts';
import type { AudioSource, Clock, FrameSink, Renderer, Scheduler } from './ports.ts';
import { govern, governedSize, startGovernor } from './render/governor.ts';
import { startShow, step } from './show.ts';
import type { Seconds } from './units.ts';
import type { Status } from './wire/protocol.ts';

/** What the engine is made of. */
export interface EngineParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly audio: AudioSource;
  readonly analyser: Analyser;
  readonly renderer: Renderer;
  readonly sink: FrameSink;
  /** The presets as they are now; asked once a frame. */
  readonly library: () => PresetLibrary;
}

export interface EngineOptions {
  /** Pixels at full size. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly adapt: boolean;
}

/** A running engine. */
export interface Engine {
  /** Put an event in; it acts with the next frame. Of several sets to one parameter only the newest acts. */
  control(event: ControlEvent): void;
  /** Say something to the performer, once. */
  notice(level: 'info' | 'warning', text: string): void;
  readonly params: Readonly<Record<string, ParamValue>>;
  stop(): void;
}

/** A block that does not come for this long is a source that went quiet: features then decay to rest. */
const AUDIO_GAP: Seconds = 0.1;
const METERS_EVERY: Seconds = 1 / 30;
const STATUS_EVERY: Seconds = 0.5;
/** After a stall the show goes on from here instead of catching up. */
const LONGEST_STEP: Seconds = 0.1;
const NOTICES_KEPT = 20;

/** Start the show. */
export function startEngine(parts: EngineParts, options: EngineOptions): Engine {
  const { clock, scheduler, audio, analyser, renderer, sink } = parts;
  const period = 1 / options.fps;
  const features: FeatureFrame = restingFeatures();
  const triggers: ControlEvent[] = [];
  const newest = new Map<string, ControlEvent>();
  const notices: Status['notices'] = [];
  let state = startShow(parts.library());
  let governor = startGovernor();
  let stopped = false;
  let sequence = 0;
  let late = 0;
  let lastBlock = clock();
  let lastFrame = clock();
  let deadline = clock();
  let nextMeters = 0;
  let nextStatus = 0;
  let framesSinceStatus = 0;
  let lastStatus = clock();
  let fps = 0;
  let renderSeconds = 0;
  let failures = 0;
  let told: Readonly<Record<string, ParamValue>> = {};
  const prepared = new WeakSet<object>();

  // The transients between two frames must not be lost: a frame sees the newest features, but every hit since the last one.
  const seen = restingFeatures();
  const hear = (frame: FeatureFrame) => {
    const { isOnset, isKick, isSnare, isHat } = features;
    copyFeatures(frame, features);
    features.isOnset ||= isOnset;
    features.isKick ||= isKick;
    features.isSnare ||= isSnare;
    features.isHat ||= isHat;
  };
  audio.onBlock = (block) => {
    lastBlock = clock();
    analyser.push(block, hear);
  };
  audio.onStatus = (status) => {
    if (status.state === 'lost') notice('warning', `line-in lost: ${status.source}: ${status.reason}`);
    if (status.state === 'running') notice('info', `listening to ${status.source}`);
  };

  function notice(level: 'info' | 'warning', text: string): void {
    notices.push({ time: clock(), level, text });
    if (notices.length > NOTICES_KEPT) notices.shift();
    nextStatus = 0;
    sink.log(level, text);
  }

  function takeEvents(): ControlEvent[] {
    const events = [...newest.values(), ...triggers];
    newest.clear();
    triggers.length = 0;
    return events;
  }

  /** Prepare nets that just came in, off the frame's path where the renderer can. */
  function prepareNew(): void {
    for (const preset of parts.library()) {
      if (prepared.has(preset.net)) continue;
      prepared.add(preset.net);
      renderer
        .prepare(preset.net)
        .catch((error) => notice('warning', `preset ${preset.slug}: ${describeError(error)}`));
    }
  }

  async function frame(): Promise<void> {
    const now = clock();
    const dt = Math.min(now - lastFrame, LONGEST_STEP);
    lastFrame = now;
    if (now - lastBlock > AUDIO_GAP) restFeatures(features, dt);
    copyFeatures(features, seen);
    features.isOnset = features.isKick = features.isSnare = features.isHat = false;
    prepareNew();
    const events = takeEvents();
    const size = governedSize(governor, options.width, options.height);
    const next = step(state, { time: now, dt, features: seen, events, library: parts.library(), ...size });
    state = next.state;
    if (events.some((event) => event.param.startsWith('audio.'))) applyAudioSettings();
    tell(now);
    if (next.scene.layers.length > 0) await draw(next.scene, now, dt);
  }

  async function draw(scene: ReturnType<typeof step>['scene'], now: Seconds, dt: Seconds): Promise<void> {
    try {
      const rendered = await renderer.render(scene, sink.format);
      const spent = clock() - now;
      renderSeconds = renderSeconds === 0 ? spent : renderSeconds + 0.1 * (spent - renderSeconds);
      sink.send(rendered, { sequence: ++sequence, time: scene.time, audioTime: scene.audioTime });
      framesSinceStatus++;
      failures = 0;
      if (options.adapt) adapt(spent, dt);
    } catch (error) {
      // The screen keeps its last picture; say it once and try again, more slowly while it goes on failing.
      if (failures++ === 0) notice('warning', `renderer ${renderer.name}: ${describeError(error)}`);
      deadline = clock() + Math.min(1, 0.05 * failures);
    }
  }

  function adapt(spent: Seconds, dt: Seconds): void {
    const next = govern(governor, spent, period, Math.max(dt, period));
    if (next.rung !== governor.rung) {
      const { width, height } = governedSize(next, options.width, options.height);
      notice('info', `resolution ${next.rung > governor.rung ? 'down' : 'up'} to ${width}×${height}`);
    }
    governor = next;
  }

  function applyAudioSettings(): void {
    const { targets } = state.controls;
    analyser.configure({ gainDecibels: Number(targets['audio.gain']), gateDecibels: Number(targets['audio.gate']) });
  }

  function tell(now: Seconds): void {
    const { targets } = state.controls;
    if (targets !== told) {
      const changed = Object.entries(targets).filter(([id, value]) => told[id] !== value);
      if (changed.length > 0) sink.sendParams(Object.fromEntries(changed));
      told = targets;
    }
    if (now >= nextMeters) {
      nextMeters = now + METERS_EVERY;
      sink.sendMeters(seen);
    }
    if (now >= nextStatus) {
      nextStatus = now + STATUS_EVERY;
      if (now - lastStatus > 0.25) {
        fps = framesSinceStatus / (now - lastStatus);
        framesSinceStatus = 0;
        lastStatus = now;
      }
      sink.sendStatus(statusNow());
    }
  }

  function statusNow(): Omit<Status, 'displays' | 'dropped' | 'latency'> {
    const { status } = audio;
    const detail =
      status.state === 'running'
        ? `${status.sampleRate} Hz, ${status.channels} ch`
        : status.state === 'lost'
          ? status.reason
          : '';
    return {
      audio: { state: status.state, source: status.source, detail },
      renderer: renderer.name,
      rendererDetail: renderer.detail,
      ...governedSize(governor, options.width, options.height),
      fps,
      renderSeconds,
      late,
      notices,
    };
  }

  /** A late frame starts at once; after a stall of a period and more the grid starts anew from now. */
  function schedule(): void {
    if (stopped) return;
    const now = clock();
    deadline += period;
    if (deadline < now) {
      const missed = Math.ceil((now - deadline) / period);
      late += missed;
      if (missed > 1) deadline = now;
    }
    scheduler.at(deadline, run);
  }

  function run(): void {
    if (stopped) return;
    frame()
      .catch((error) => notice('warning', `frame: ${describeError(error)}`))
      .finally(schedule);
  }

  applyAudioSettings();
  run();
  return {
    control(event) {
      const spec = findParam(event.param);
      if (!spec || coerce(spec, event.value) === undefined) return;
      if (event.op === 'set' && spec.id !== 'preset.go' && spec.kind !== 'trigger') newest.set(event.param, event);
      else triggers.push(event);
    },
    notice,
    get params() {
      return state.controls.targets;
    },
    stop() {
      stopped = true;
    },
  };
}
