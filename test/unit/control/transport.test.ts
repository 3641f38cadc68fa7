import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ControlEvent, ParamValue } from '../../../engine/control/parameter.ts';
import {
  advanceTransport,
  type BeatSource,
  crosses,
  type HeardBeat,
  startTransport,
  type TempoReport,
  type TransportState,
} from '../../../engine/control/transport.ts';

const DT = 1 / 60;
const SILENCE: HeardBeat = { time: 0, bpm: 0, beat: 0, barPhase: 0, tempoConfidence: 0 };

interface Scene {
  readonly heard?: (time: number) => HeardBeat;
  readonly reports?: (time: number) => TempoReport[];
  readonly events?: (time: number) => ControlEvent[];
  readonly source?: string;
  readonly meter?: number;
  readonly offset?: (time: number) => number;
}

/** Run from `from` for some seconds at 60 frames a second; gives every state. */
function run(seconds: number, scene: Scene, state: TransportState = startTransport(), from = 0): TransportState[] {
  const states: TransportState[] = [];
  let now = state;
  for (let i = 1; i <= Math.round(seconds / DT); i++) {
    const time = from + i * DT;
    now = advanceTransport(now, {
      time,
      dt: DT,
      heard: scene.heard?.(time) ?? SILENCE,
      reports: scene.reports?.(time) ?? [],
      events: scene.events?.(time) ?? [],
      source: scene.source ?? 'auto',
      meter: scene.meter ?? 4,
      offset: scene.offset?.(time) ?? 0,
    });
    states.push(now);
  }
  return states;
}

/** A clock outside that runs evenly, reporting in every frame. */
function clock(source: TempoReport['source'], bpm: number, phase = 0): (time: number) => TempoReport[] {
  return (time) => [{ source, time, bpm, beat: (time * bpm) / 60 + phase, isRunning: true }];
}

function ear(bpm: number, confidence = 0.9, phase = 0): (time: number) => HeardBeat {
  return (time) => {
    const beat = (time * bpm) / 60 + phase;
    return { time, bpm, beat, barPhase: (beat / 4) % 1, tempoConfidence: confidence };
  };
}

function event(param: string, time: number, value: ParamValue = true): ControlEvent {
  return { param, op: value === true ? 'trigger' : 'set', value, origin: 'page', time };
}

/** Taps of an even hand: one event in the frame after each. */
function taps(bpm: number, first: number, count: number): (time: number) => ControlEvent[] {
  const times = Array.from({ length: count }, (_, i) => first + (i * 60) / bpm);
  return (time) => times.filter((t) => t > time - DT - 1e-9 && t <= time - 1e-9).map((t) => event('tempo.tap', t));
}

const last = (states: readonly TransportState[]) => {
  const state = states.at(-1);
  assert.ok(state);
  return state;
};
const off = (a: number, b: number) => Math.abs(a - b - Math.round(a - b));

test('follows what the ear says, in tempo, beat and bar', () => {
  const { transport } = last(run(12, { heard: ear(128, 0.9, 2.3) }));
  const beat = (12 * 128) / 60 + 2.3;
  assert.equal(transport.source, 'audio');
  assert.equal(transport.bpm, 128);
  assert.ok(off(transport.beatPhase, beat) < 1e-3);
  assert.ok(off(transport.barPhase, beat / 4) < 1e-3);
  assert.equal(transport.confidence, 0.9);
});

for (const source of ['osc', 'midi', 'link'] as const) {
  test(`a clock over ${source} takes over from the ear after a second, and its beat and bar are met`, () => {
    const states = run(15, { heard: ear(128), reports: clock(source, 126, 1.4) });
    assert.equal(states[Math.round(0.9 / DT)]?.transport.source, 'audio');
    const { transport } = last(states);
    const beat = (15 * 126) / 60 + 1.4;
    assert.equal(transport.source, source);
    assert.ok(off(transport.beatPhase, beat) < 1e-3);
    assert.ok(off(transport.barPhase, beat / 4) < 1e-3);
  });
}

const precedence: readonly (readonly [BeatSource, readonly TempoReport['source'][]])[] = [
  ['link', ['midi', 'link', 'osc']],
  ['midi', ['osc', 'midi']],
  ['osc', ['osc']],
];
for (const [winner, all] of precedence) {
  test(`of ${all.join(', ')} at once ${winner} is followed`, () => {
    const reports = (time: number) => all.flatMap((source, i) => clock(source, 120 + i)(time));
    assert.equal(last(run(3, { heard: ear(90), reports })).transport.source, winner);
  });
}

test('a source that was set is followed, whatever else is there', () => {
  const reports = clock('link', 140);
  assert.equal(last(run(3, { heard: ear(90), reports, source: 'audio' })).transport.source, 'audio');
});

test('one stray report does not take the beat away', () => {
  const stray = (time: number) => (Math.abs(time - 1) < DT / 2 ? clock('midi', 200)(time) : []);
  const states = run(0.9 + 1, { heard: ear(128), reports: stray });
  assert.ok(states.every(({ transport }) => transport.source === 'audio'));
});

test('a clock that falls silent runs on for four seconds, then the ear has the beat again', () => {
  const reports = (time: number) => (time < 3 ? clock('midi', 126)(time) : []);
  const states = run(9, { heard: ear(128), reports });
  assert.equal(states[Math.round(6.8 / DT)]?.transport.source, 'midi');
  assert.equal(states[Math.round(7.2 / DT)]?.transport.source, 'audio');
});

test('a clock that stops gives the beat back at once', () => {
  const reports = (time: number) => clock('midi', 126)(time).map((one) => ({ ...one, isRunning: time < 3 }));
  const states = run(4, { heard: ear(128), reports });
  assert.equal(states[Math.round(3.1 / DT)]?.transport.source, 'audio');
});

test('taps give tempo and phase', () => {
  const { transport } = last(run(6, { events: taps(100, 1.02, 5) }));
  assert.equal(transport.source, 'tap');
  assert.ok(Math.abs(transport.bpm - 100) < 1e-6);
  assert.ok(off(transport.beat, ((6 - 1.02) * 100) / 60) < 1e-3, `beat ${transport.beat}`);
});

test('a tapped tempo stands against an ear that hears another', () => {
  const states = run(60, { heard: ear(128), events: taps(100, 1, 5) });
  assert.equal(last(states).transport.source, 'tap');
});

test('an ear that agrees with the taps for eight seconds takes over from them', () => {
  const states = run(16, { heard: ear(101), events: taps(100, 1, 5) });
  assert.equal(states[Math.round(7 / DT)]?.transport.source, 'tap');
  assert.equal(last(states).transport.source, 'audio');
});

test('a tempo that is set counts as tapped and keeps the phase', () => {
  const before = last(run(5, { heard: ear(128) }));
  const set = (time: number) => (time < 5 + 1.5 * DT ? [event('tempo.bpm', time, 90)] : []);
  const [first] = run(DT, { events: set }, before, 5);
  assert.equal(first?.transport.bpm, 90);
  assert.equal(first?.transport.source, 'tap');
  assert.ok(Math.abs((first?.beat ?? 0) - before.beat - (90 / 60) * DT) < 1e-9);
});

const octaves: readonly (readonly [string, number])[] = [
  ['tempo.half', 64],
  ['tempo.double', 256],
];
for (const [param, bpm] of octaves) {
  test(`${param} makes 128 to ${bpm}`, () => {
    const once = (time: number) => (Math.abs(time - 5) < DT / 2 ? [event(param, time)] : []);
    const { transport } = last(run(8, { heard: ear(128), events: once }));
    assert.equal(transport.bpm, bpm);
    assert.ok(off(transport.beatPhase, (8 * bpm) / 60) < 1e-3);
  });
}

test('ten nudges move the beat by a tenth of a second', () => {
  const nudges = (time: number) => (time > 5 && time < 5 + 9.9 * DT ? [event('tempo.ahead', time)] : []);
  const { transport } = last(run(8, { heard: ear(120), events: nudges }));
  assert.ok(off(transport.beatPhase, 8 * 2 + 0.2 - 0.02) < 0.021);
});

test('tempo.one makes the nearest beat the first of its bar', () => {
  // At 5.1 s of 120 a minute the nearest beat is 10; counted from it, 15 s is 5 bars on.
  const once = (time: number) => (Math.abs(time - 5.1) < DT / 2 ? [event('tempo.one', time)] : []);
  const { transport } = last(run(15, { heard: ear(120), events: once }));
  assert.ok(off(transport.barPhase, (15 * 2 - 10) / 4) < 1e-3, `${transport.barPhase}`);
});

test('an offset shows the beat earlier', () => {
  const { transport } = last(run(8, { heard: ear(120), offset: () => 0.1 }));
  assert.ok(off(transport.beatPhase, 8 * 2 + 0.2) < 1e-3);
});

test('a jump of half a beat at the source is caught up with smoothly', () => {
  const heard = (time: number) => ear(120, 0.9, time < 4 ? 0 : 0.5)(time);
  const states = run(8, { heard });
  const steps = states.slice(1).map(({ beat }, i) => beat - (states[i]?.beat ?? 0));
  const even = 2 * DT;
  assert.ok(Math.max(...steps) <= 2 * even + 1e-9 && Math.min(...steps) >= even / 2 - 1e-9);
  assert.ok(off(last(states).beat, 8 * 2 + 0.5) < 1e-3);
});

test('whatever sources, hands and settings do, beats and bars never run backwards and stay finite', () => {
  const anyReport = fc.record({
    source: fc.constantFrom('osc' as const, 'midi' as const, 'link' as const),
    time: fc.double({ min: -10, max: 10, noNaN: true }),
    bpm: fc.double({ min: -10, max: 999, noNaN: true }),
    beat: fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })),
    isRunning: fc.boolean(),
  });
  const tempoParams = ['tap', 'bpm', 'one', 'half', 'double', 'ahead', 'behind'].map((name) => `tempo.${name}`);
  const anyEvent = fc.record({
    param: fc.constantFrom(...tempoParams),
    op: fc.constantFrom('set' as const, 'delta' as const, 'trigger' as const),
    value: fc.oneof(fc.double(), fc.boolean(), fc.string()),
    origin: fc.constant('osc' as const),
    time: fc.double({ min: -10, max: 10, noNaN: true }),
  });
  const anyStep = fc.record({
    dt: fc.double({ min: 0, max: 0.1, noNaN: true }),
    heard: fc.record({
      time: fc.double({ min: -1, max: 10, noNaN: true }),
      bpm: fc.double({ min: 0, max: 300, noNaN: true }),
      beat: fc.double({ min: 0, max: 1e5, noNaN: true }),
      barPhase: fc.double({ min: 0, max: 1, noNaN: true }),
      tempoConfidence: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    reports: fc.array(anyReport, { maxLength: 3 }),
    events: fc.array(anyEvent, { maxLength: 3 }),
    source: fc.constantFrom('auto', 'audio', 'tap', 'osc', 'midi', 'link'),
    meter: fc.constant(4),
    offset: fc.double({ min: -0.25, max: 0.25, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 30 }), (steps) => {
      let state = startTransport();
      let time = 0;
      for (const one of steps) {
        time += one.dt;
        const next = advanceTransport(state, { ...one, time });
        assert.ok(next.transport.beat >= state.transport.beat && next.transport.bar >= state.transport.bar);
        for (const x of [next.transport.beat, next.transport.bar, next.transport.bpm]) assert.ok(Number.isFinite(x));
        state = next;
      }
    }),
  );
});

const grids: readonly (readonly [string, number, number, boolean])[] = [
  ['beat', 3.9, 4.1, true],
  ['beat', 4.1, 4.9, false],
  ['bar', 3.9, 4.1, true],
  ['bar', 4.9, 5.1, false],
  ['4 bars', 15.9, 16.1, true],
  ['4 bars', 3.9, 4.1, false],
  ['off', 4.1, 4.2, true],
];
for (const [grid, from, to, expected] of grids) {
  test(`from beat ${from} to ${to} a boundary of "${grid}" is ${expected ? '' : 'not '}crossed`, () => {
    const at = (beat: number) => ({ ...startTransport().transport, beat, bar: beat / 4 });
    assert.equal(crosses(at(from), at(to), grid), expected);
  });
}
