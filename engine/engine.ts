/**
 * The real-time loop around `show.step`: sound in, events in, one frame at a time out. Frames are due on a drift-free deadline;
 * a late one starts at once, and nothing ever queues. Pure but for the ports that it is handed.
 */

import {
  type Analyser,
  clearHits,
  copyFeatures,
  type FeatureFrame,
  gatherFeatures,
  restFeatures,
  restingFeatures,
} from './audio/features.ts';
import { createInbox } from './control/inbox.ts';
import type { ControlEvent, ParamValue } from './control/parameter.ts';
import { findParam, MIX_SLOTS } from './control/registry.ts';
import type { Snapshots } from './control/snapshots.ts';
import type { TempoReport } from './control/transport.ts';
import type { PresetLibrary } from './cppn/preset.ts';
import { describeError } from './errors.ts';
import { createNews, type StatusFacts } from './news.ts';
import {
  type AudioSource,
  type AudioStatus,
  type Clock,
  type FeedbackPort,
  FRAME_HEADROOM_BYTES,
  type Frame,
  type FrameSink,
  type FrameStamp,
  type Recorder,
  type Renderer,
  type Scheduler,
} from './ports.ts';
import { GUARDED_SIZE } from './render/flash-count.ts';
import { createFlashGuard } from './render/flash-guard.ts';
import { govern, governedSize, startGovernor } from './render/governor.ts';
import type { Scene } from './render/scene.ts';
import { type PlayedRoutes, type RouteEdits, type RouteWish, routesAt } from './route-edits.ts';
import { type Remembered, type Stepped, startShow, step } from './show.ts';
import type { UndoStep } from './undo.ts';
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
  readonly recorder?: Recorder;
  /** The presets as they are now; asked once a frame. */
  readonly library: () => PresetLibrary;
  /** Who else is told what was set: controllers, OSC, the session. */
  readonly feedback?: readonly FeedbackPort[];
  /** What the status says of the engine's surroundings. */
  readonly surroundings?: () => Pick<Status, 'memory' | 'optimizer'>;
  /** Called for each event that does something (`ParamSpec.acts`), with the frame that it falls in. */
  readonly onAct?: (event: ControlEvent) => void;
}

export interface EngineOptions {
  /** Pixels at full size. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly adapt: boolean;
  /** What the show starts with; the defaults when left out. */
  readonly remembered?: Remembered | undefined;
}

/** A running engine. */
export interface Engine {
  /** Put an event in; it acts with the next frame. Of several sets to one parameter only the newest acts. */
  control(event: ControlEvent): void;
  /** Take in what a clock outside says; of one source only the newest report counts. */
  tempo(report: TempoReport): void;
  /** Say something to the performer, once. */
  notice(level: 'info' | 'warning', text: string): void;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly snapshots: Snapshots;
  /** Play other routes than the preset's own from the next frame on; null goes back to those. */
  editRoutes(wish: RouteWish): void;
  /** Routes that play instead of their presets' own, by slug. */
  readonly routes: RouteEdits;
  /** What the routes of a deck, 'a' or 'b', or a slot, '1' …, do just now; undefined without a preset there. */
  routesAt(place: string): PlayedRoutes | undefined;
  /** What can be taken back, newest last. */
  readonly undo: readonly UndoStep[];
  stop(): void;
}

/** A block that does not come for this long is a source that went quiet: features then decay to rest. */
const AUDIO_GAP: Seconds = 0.1;
/** After a stall the show goes on from here instead of catching up. */
const LONGEST_STEP: Seconds = 0.1;
/** A failing renderer is tried again this often, at most. */
const LONGEST_RETRY: Seconds = 1;

/** Start the show. */
export function startEngine(parts: EngineParts, options: EngineOptions): Engine {
  const { clock, scheduler, audio, analyser, renderer, sink, recorder } = parts;
  const period = 1 / options.fps;
  const news = createNews(sink, clock, parts.feedback);
  const ear = createHearing(parts, news.notice, hurry);
  const inbox = createInbox(clock);
  const reports = new Map<TempoReport['source'], TempoReport>();
  const routeWishes: RouteWish[] = [];
  const prepared = new WeakSet<object>();
  const guard = createFlashGuard();
  let isPreparing = false;
  let state = startShow(parts.library(), options.remembered);
  let governor = startGovernor();
  let stopped = false;
  let sequence = 0;
  let scenes = 0;
  let late = 0;
  let failures = 0;
  let renderSeconds = 0;
  let lastFrame = clock();
  let deadline = clock();
  let phase: 'waiting' | 'working' | 'drawing' = 'waiting';
  /** Counts plans, so that the timer of one that a hit overtook does nothing. */
  let plan = 0;
  /** A hit came while a frame was in work; that frame was given up for it; this frame took such a one's place. */
  const hit = { isWaiting: false, hasEnded: false, isRestart: false };

  async function frame(): Promise<void> {
    const now = clock();
    const dt = Math.min(now - lastFrame, LONGEST_STEP);
    lastFrame = now;
    const library = parts.library();
    const features = ear.take(dt);
    const events = inbox.take();
    const size = governedSize(governor, options.width, options.height);
    const tempo = [...reports.values()];
    reports.clear();
    const routes = routeWishes.splice(0);
    const next = step(state, { time: now + sink.lead, dt, features, events, tempo, routes, library, ...size });
    state = next.state;
    for (const event of events) if (findParam(event.param)?.acts) parts.onAct?.(event);
    if (events.some((event) => event.param.startsWith('audio.'))) applyAudioSettings();
    recorder?.set(state.controls.targets['output.record'] === true);
    news.tell(state.controls.targets, features, state.tempo.transport, statusFacts);
    prepareNext(library, next.scene);
    if (next.scene.layers.length > 0) await draw(next, { time: now, waited: now - ear.lastBlock }, dt);
  }

  async function draw(
    { scene, decks }: Stepped,
    begun: Pick<FrameStamp, 'time' | 'waited'>,
    dt: Seconds,
  ): Promise<void> {
    try {
      phase = 'drawing';
      const { audioTime } = scene;
      sink.sendScene(scene, { sequence: ++scenes, audioTime, ...begun }, guard.follow);
      // When all displays draw by themselves a picture is made for the strobe guard alone.
      const isWanted = recorder?.isOn || sink.wantsPixels;
      const drawn = isWanted ? scene : { ...scene, ...GUARDED_SIZE };
      const rendered = await renderer.render(drawn, recorder?.isOn ? 'i420' : sink.format);
      guardFlashes(rendered, begun.time);
      const spent = clock() - begun.time;
      // What the guard's small pictures cost would pass for the cost of a frame.
      if (!isWanted) renderSeconds = 0;
      else renderSeconds = renderSeconds === 0 ? spent : renderSeconds + 0.1 * (spent - renderSeconds);
      news.countFrame();
      failures = 0;
      sink.sendPreview(
        { scene, decks, follow: guard.follow, frame: rendered },
        { sequence: scenes, audioTime, ...begun },
      );
      if (!isWanted) {
        rendered.release();
        return;
      }
      const stamp = { sequence: ++sequence, audioTime, ...begun };
      recorder?.picture(rendered, stamp);
      sink.send(rendered, stamp);
      if (options.adapt) adapt(spent, dt);
    } catch (error) {
      if (stopped || hit.hasEnded) return;
      // The screen keeps its last picture; say it once and try again, more slowly while it goes on failing.
      if (failures++ === 0) news.notice('warning', `renderer ${renderer.name}: ${describeError(error)}`);
      deadline = clock() + Math.min(LONGEST_RETRY, 0.05 * failures);
    }
  }

  /** Soften what would flash too often. A blackout goes dark at once; the light that comes back after it is watched. */
  function guardFlashes({ bytes, format, width, height }: Frame, time: Seconds): void {
    const { targets } = state.controls;
    const isFree = targets['master.strobeguard'] === false || targets['master.blackout'] === true;
    const wasHolding = guard.isHolding;
    guard.pass({ bytes: bytes.subarray(FRAME_HEADROOM_BYTES), format, width, height }, time, isFree);
    if (guard.isHolding && !wasHolding) news.notice('info', 'strobe guard: more than three flashes a second, softened');
  }

  function adapt(spent: Seconds, dt: Seconds): void {
    const next = govern(governor, spent, period, Math.max(dt, period));
    if (next.rung !== governor.rung) {
      const { width, height } = governedSize(next, options.width, options.height);
      news.notice('info', `resolution ${next.rung > governor.rung ? 'down' : 'up'} to ${width}×${height}`);
    }
    governor = next;
  }

  /**
   * Prepare nets that just came in, off the frame's path where the renderer can, one at a time and the playing ones first: at the
   * start of a show the picture must not wait for the whole library.
   */
  function prepareNext(library: PresetLibrary, { layers }: Scene): void {
    if (isPreparing) return;
    const waiting = library.filter(({ net }) => !prepared.has(net));
    const next = waiting.find(({ net }) => layers.some((layer) => layer.net === net)) ?? waiting[0];
    if (!next) return;
    prepared.add(next.net);
    isPreparing = true;
    renderer
      .prepare(next.net)
      .catch((error) => news.notice('warning', `preset ${next.slug}: ${describeError(error)}`))
      .finally(() => {
        isPreparing = false;
      });
  }

  function applyAudioSettings(): void {
    const { targets } = state.controls;
    analyser.configure({
      gainDecibels: Number(targets['audio.gain']),
      gateDecibels: Number(targets['audio.gate']),
      attackScale: Number(targets['audio.attack']),
      releaseScale: Number(targets['audio.release']),
    });
  }

  function statusFacts(): StatusFacts {
    const { state: audioState, source } = audio.status;
    return {
      audio: { state: audioState, source, detail: audioDetail(audio.status), isDemo: audio.isDemo === true },
      renderer: renderer.name,
      rendererDetail: renderer.detail,
      ...governedSize(governor, options.width, options.height),
      renderSeconds,
      late,
      ...parts.surroundings?.(),
    };
  }

  /**
   * A hit does not wait for the clock: when nothing is in work its frame begins at once; a frame that is being drawn without it is
   * given up for it, but never two in a row, so that a slow renderer still shows every other one; else its frame follows at once.
   */
  function hurry(): void {
    if (stopped) return;
    if (phase === 'waiting') {
      deadline = clock();
      run();
      return;
    }
    hit.isWaiting = true;
    if (phase !== 'drawing' || hit.isRestart || hit.hasEnded || !renderer.abandon) return;
    hit.hasEnded = true;
    renderer.abandon();
  }

  /** A late frame starts at once; after a stall of a period and more, and after a hit, the grid starts anew from now. */
  function schedule(): void {
    if (stopped) return;
    const now = clock();
    deadline += period;
    if (hit.isWaiting) deadline = now;
    else if (deadline < now) {
      const missed = Math.ceil((now - deadline) / period);
      late += missed;
      if (missed > 1) deadline = now;
    }
    Object.assign(hit, { isWaiting: false, hasEnded: false, isRestart: hit.hasEnded });
    phase = 'waiting';
    const mine = ++plan;
    scheduler.at(deadline, () => mine === plan && run());
  }

  function run(): void {
    if (stopped) return;
    plan++;
    phase = 'working';
    frame()
      .catch((error) => news.notice('warning', `frame: ${describeError(error)}`))
      .finally(schedule);
  }

  if (recorder) {
    recorder.onNotice = news.notice;
    recorder.onStopped = () => inbox.put({ param: 'output.record', op: 'set', value: false, origin: 'engine' });
  }
  applyAudioSettings();
  run();
  return {
    control: inbox.put,
    tempo: (report) => reports.set(report.source, report),
    notice: news.notice,
    get params() {
      return state.controls.targets;
    },
    get snapshots() {
      return state.snapshots;
    },
    editRoutes: (wish) => routeWishes.push(wish),
    get routes() {
      return state.routes;
    },
    routesAt: (place) => routesAt(place, state, parts.library(), MIX_SLOTS),
    get undo() {
      return state.undo;
    },
    stop() {
      stopped = true;
    },
  };
}

// Implementation

/** Listens all the time and gives, once a frame, the newest features with every hit since the frame before. */
function createHearing({ audio, analyser, recorder, clock }: EngineParts, notice: Engine['notice'], onHit: () => void) {
  const heard = restingFeatures();
  const given = restingFeatures();
  let lastBlock = clock();
  let hasHit = false;
  const hear = (frame: Readonly<FeatureFrame>) => {
    hasHit ||= frame.isOnset || frame.isKick || frame.isSnare || frame.isHat;
    gatherFeatures(frame, heard);
  };
  audio.onBlock = (block) => {
    lastBlock = clock();
    recorder?.sound(block);
    hasHit = false;
    analyser.push(block, hear);
    if (hasHit) onHit();
  };
  const report = (status: AudioStatus) => {
    if (status.state === 'lost') notice('warning', `line-in lost: ${status.source}: ${status.reason}`);
    if (status.state === 'running') notice('info', `listening to ${status.source}`);
  };
  audio.onStatus = report;
  // A source that was opened without its device said so before anyone listened.
  report(audio.status);
  return {
    /** When the newest block came in. */
    get lastBlock() {
      return lastBlock;
    },
    take(dt: Seconds): Readonly<FeatureFrame> {
      if (clock() - lastBlock > AUDIO_GAP) restFeatures(heard, dt);
      copyFeatures(heard, given);
      clearHits(heard);
      return given;
    },
  };
}

function audioDetail(status: AudioStatus): string {
  if (status.state === 'running') return `${status.sampleRate} Hz, ${status.channels} ch`;
  return status.state === 'lost' ? status.reason : '';
}
