/**
 * The beat that the show keeps: from what Link, MIDI clock, OSC, taps and the ear say, one line of beats that never runs backwards.
 * Pure: reports, events and the time in, the next state out. Where the chosen source stands elsewhere in the beat, the line runs
 * a little faster or slower until it is there; nothing that moves with it jerks.
 */

import { type Bpm, clamp, type Seconds, type Unit } from '../units.ts';
import { type ControlEvent, coerce, nudged } from './parameter.ts';
import { findParam } from './registry.ts';
import { NO_TAPS, type Taps, tapTempo } from './tap.ts';

/** Whose beat it may be, the weakest claim first. */
export const BEAT_SOURCES = ['audio', 'tap', 'osc', 'midi', 'link'] as const;
export type BeatSource = (typeof BEAT_SOURCES)[number];

/** What a clock outside says: at `time` it stood at `beat` and ran at `bpm`. Send one a beat or more often. */
export interface TempoReport {
  readonly source: 'osc' | 'midi' | 'link';
  /** On the engine's clock. */
  readonly time: Seconds;
  readonly bpm: Bpm;
  /** Its count, fraction and all: place 0 modulo the meter is the first beat of a bar. null where only the tempo is known. */
  readonly beat: number | null;
  /** False when it was stopped: it gives up its claim. */
  readonly isRunning: boolean;
}

/** The beat as the show sees it. */
export interface Transport {
  /** Beats since the start, shown `tempo.offset` earlier; never falls. */
  readonly beat: number;
  /** Bars likewise: whole at each first beat. */
  readonly bar: number;
  readonly bpm: Bpm;
  /** 0…1 from one beat, or bar, to the next. */
  readonly beatPhase: Unit;
  readonly barPhase: Unit;
  readonly source: BeatSource;
  /** 1 for all sources but the ear, which says how sure it is. */
  readonly confidence: Unit;
}

/** A count of beats that runs on by itself: at `time` it stood at `beat`. */
interface Line {
  readonly time: Seconds;
  readonly bpm: Bpm;
  readonly beat: number;
  readonly hasPhase: boolean;
  /** Since when its source has been there without a gap, and when it last was. */
  readonly since: Seconds;
  readonly heard: Seconds;
}

/** What the transport remembers. */
export interface TransportState {
  readonly transport: Transport;
  /** The line of beats, without the offset. */
  readonly beat: number;
  /** What is added to it to count from the first beat of a bar; whole when at rest. */
  readonly barShift: number;
  readonly lines: Readonly<Partial<Record<BeatSource, Line>>>;
  readonly taps: Taps;
  /** Half and double: factor on the source's tempo. */
  readonly octave: number;
  /** Beats that nudges have added to the source's count. */
  readonly nudge: number;
  /** What `tempo.one` added to the source's place in the bar. */
  readonly barNudge: number;
  /** How long the ear has agreed with a tapped tempo. */
  readonly agreed: Seconds;
}

/** What the ear says; a FeatureFrame is one. */
export interface HeardBeat {
  readonly time: Seconds;
  readonly bpm: Bpm;
  readonly beat: number;
  readonly barPhase: Unit;
  readonly tempoConfidence: Unit;
}

export interface TransportInput {
  /** For when the beat is wanted: when the frame is seen. */
  readonly time: Seconds;
  readonly dt: Seconds;
  readonly heard: HeardBeat;
  readonly reports: readonly TempoReport[];
  readonly events: readonly ControlEvent[];
  /** As set: 'auto' or a source, beats a bar, and how much earlier the beat is shown. */
  readonly source: string;
  readonly meter: number;
  readonly offset: Seconds;
}

/** A source that just came must stay this long before it is followed, so that a stray message moves nothing. */
const TAKE_SECONDS: Seconds = 1;
/** A source that says nothing for this long is gone; until then its beat runs on. */
const LEAVE_SECONDS: Seconds = 4;
/** The line closes in on its source with this time constant, at most twice as fast and half as fast as the tempo. */
const PULL_SECONDS: Seconds = 0.2;
const FASTEST = 1;
const SLOWEST = -0.5;
/** The place in the bar moves at most by this share of the tempo. */
const BAR_PULL = 0.25;
/** The ear takes over from a tap that it has agreed with, to this share, for this long. */
const AGREE_SHARE = 0.04;
const AGREE_SECONDS: Seconds = 8;
const AGREE_CONFIDENCE: Unit = 0.5;
const NUDGE_SECONDS: Seconds = 0.01;
const SLOWEST_BPM: Bpm = 10;
const FASTEST_BPM: Bpm = 400;

/** Give the transport of a show that just starts: 120 beats a minute, nobody sure of anything. */
export function startTransport(): TransportState {
  return {
    transport: { beat: 0, bar: 0, bpm: 120, beatPhase: 0, barPhase: 0, source: 'audio', confidence: 0 },
    beat: 0,
    barShift: 0,
    lines: {},
    taps: NO_TAPS,
    octave: 1,
    nudge: 0,
    barNudge: 0,
    agreed: 0,
  };
}

/** Advance by one frame. Pure; whatever the sources say, `beat` and `bar` of the result are not below those before. */
export function advanceTransport(before: TransportState, input: TransportInput): TransportState {
  const { time, dt, meter } = input;
  const reported = takeReports(before, input);
  const acted = input.events.reduce((state, event) => act(state, event, input), reported);
  const source = choose(acted, input);
  const state: TransportState =
    source === before.transport.source ? acted : { ...acted, nudge: 0, barNudge: 0, octave: 1 };
  const line = state.lines[source];
  const bpm = line ? octaved(line.bpm, state.octave) : before.transport.bpm;
  const run = (bpm / 60) * dt;
  const target = line?.hasPhase
    ? (line.beat + ((time - line.time) * line.bpm) / 60) * state.octave + state.nudge
    : null;
  const beat = before.beat + run + (target === null ? 0 : pull(target - before.beat - run, run, dt));
  const barShift = before.barShift + barPull(state, source, target, beat, run, input);
  const shown = Math.max(before.transport.beat, beat + (input.offset * bpm) / 60);
  const bar = Math.max(before.transport.bar, (shown + barShift) / meter);
  const transport: Transport = {
    beat: shown,
    bar,
    bpm,
    beatPhase: fraction(shown),
    barPhase: fraction(bar),
    source,
    confidence: source === 'audio' ? input.heard.tempoConfidence : 1,
  };
  return { ...state, transport, beat, barShift, agreed: agreement(state, source, input) };
}

/** Tell whether a boundary of a grid ('beat', 'bar', '4 bars') lies between two transports; with any other grid always. */
export function crosses(before: Transport, after: Transport, grid: string): boolean {
  const place = ({ beat, bar }: Transport) => Math.floor(grid === 'beat' ? beat : grid === 'bar' ? bar : bar / 4);
  return !['beat', 'bar', '4 bars'].includes(grid) || place(after) > place(before);
}

// Implementation

/** The newest report of each source becomes its line; the ear's is made of the features. */
function takeReports(state: TransportState, { reports, heard, time }: TransportInput): TransportState {
  const lines: Partial<Record<BeatSource, Line>> = { ...state.lines };
  for (const { source, beat, bpm, isRunning, time: at } of reports) {
    if (!isRunning || !(bpm > 0)) {
      delete lines[source];
      continue;
    }
    const since = lines[source]?.since ?? time;
    lines[source] = { time: at, bpm, beat: beat ?? 0, hasPhase: beat !== null, since, heard: time };
  }
  for (const source of ['osc', 'midi', 'link'] as const) {
    if (time - (lines[source]?.heard ?? time) > LEAVE_SECONDS) delete lines[source];
  }
  if (heard.bpm > 0) {
    const { bpm, beat } = heard;
    lines.audio = { time: heard.time, bpm, beat, hasPhase: true, since: lines.audio?.since ?? time, heard: time };
  }
  return { ...state, lines };
}

function act(state: TransportState, event: ControlEvent, { time, dt, meter }: TransportInput): TransportState {
  const { bpm } = state.transport;
  const at = event.time ?? time - dt;
  switch (event.param) {
    case 'tempo.tap': {
      const { taps, tempo } = tapTempo(state.taps, at);
      if (!tempo) return { ...state, taps };
      return { ...withTap(state, { ...tempo, time, beat: ((time - tempo.time) * tempo.bpm) / 60 }), taps };
    }
    case 'tempo.bpm': {
      const spec = findParam('tempo.bpm');
      const wanted = spec && (event.op === 'delta' ? nudged(spec, bpm, event.value) : coerce(spec, event.value));
      return wanted === undefined ? state : withTap(state, { bpm: Number(wanted), time: time - dt, beat: state.beat });
    }
    case 'tempo.half':
      return { ...state, octave: Math.max(0.25, state.octave / 2) };
    case 'tempo.double':
      return { ...state, octave: Math.min(4, state.octave * 2) };
    case 'tempo.ahead':
      return { ...state, nudge: state.nudge + (NUDGE_SECONDS * bpm) / 60 };
    case 'tempo.behind':
      return { ...state, nudge: state.nudge - (NUDGE_SECONDS * bpm) / 60 };
    case 'tempo.one': {
      const here = Math.round(state.beat + state.barShift);
      return { ...state, barNudge: state.barNudge - modulo(here, meter) };
    }
    default:
      return state;
  }
}

function withTap(state: TransportState, line: Pick<Line, 'time' | 'beat' | 'bpm'>): TransportState {
  const tap: Line = { ...line, hasPhase: true, since: line.time, heard: line.time };
  return { ...state, lines: { ...state.lines, tap }, agreed: 0, octave: 1, nudge: 0 };
}

/** Of the sources that are there the one with the strongest claim, or the one that was set. A tap needs no time to be believed. */
function choose({ lines, transport, agreed }: TransportState, { time, source }: TransportInput): BeatSource {
  const wanted = BEAT_SOURCES.find((one) => one === source);
  if (wanted) return wanted;
  return (
    BEAT_SOURCES.findLast((one) => {
      const line = lines[one];
      if (!line) return false;
      if (one === 'tap') return agreed < AGREE_SECONDS;
      return one === transport.source || time - line.since >= TAKE_SECONDS;
    }) ?? 'audio'
  );
}

function agreement({ lines, agreed }: TransportState, source: BeatSource, { heard, dt }: TransportInput): Seconds {
  const tapped = lines.tap?.bpm;
  if (source !== 'tap' || tapped === undefined) return agreed;
  const isClose = Math.abs(heard.bpm / tapped - 1) < AGREE_SHARE && heard.tempoConfidence >= AGREE_CONFIDENCE;
  return isClose ? agreed + dt : 0;
}

/** How much the line runs on, or stays behind, to come nearer to its source's phase; never as much as turns it round. */
function pull(error: number, run: number, dt: Seconds): number {
  return clamp((1 - Math.exp(-dt / PULL_SECONDS)) * wrap(error, 1), SLOWEST * run, FASTEST * run);
}

/** How much the place in the bar moves towards the source's. The ear says it as a phase, and may be counting in three. */
function barPull(
  state: TransportState,
  source: BeatSource,
  target: number | null,
  beat: number,
  run: number,
  { heard, meter }: TransportInput,
): number {
  if (target === null || state.octave !== 1) return 0;
  let place = target;
  if (source === 'audio') {
    const said = heard.barPhase * meter;
    if (Math.abs(wrap(said - heard.beat, 1)) > 0.1) return 0;
    place = target + Math.round(said - heard.beat);
  }
  const error = wrap(Math.round(place - target) + Math.round(target - beat) + state.barNudge - state.barShift, meter);
  return clamp(error, -BAR_PULL * run, BAR_PULL * run);
}

function octaved(bpm: Bpm, octave: number): Bpm {
  return clamp(bpm * octave, SLOWEST_BPM, FASTEST_BPM);
}

/** Bring a difference to −half…half of a circle of `length`. */
function wrap(x: number, length: number): number {
  return x - length * Math.round(x / length);
}

function modulo(x: number, length: number): number {
  return x - length * Math.floor(x / length);
}

function fraction(x: number): Unit {
  return x - Math.floor(x);
}
