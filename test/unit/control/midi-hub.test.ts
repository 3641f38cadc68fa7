import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEvents, defaultControls } from '../../../engine/control/control-state.ts';
import { createMidiHub } from '../../../engine/control/midi-hub.ts';
import { withLearned } from '../../../engine/control/midi-learned.ts';
import { type MidiMap, parseMidiMap } from '../../../engine/control/midi-map.ts';
import type { ControlText, MapText } from '../../../engine/control/midi-map-schema.ts';
import { lastingName, numbered, pairName } from '../../../engine/control/midi-name.ts';
import type { ControlEvent } from '../../../engine/control/parameter.ts';
import type { TempoReport } from '../../../engine/control/transport.ts';
import { memoryMidi } from '../../helpers/memory-midi.ts';

const APC = {
  name: 'Akai APC mini',
  match: 'APC MINI',
  controls: [
    { type: 'cc', ch: 1, number: 48, target: 'mix.1.weight' },
    { type: 'note', ch: 1, number: 82, target: 'master.blackout', feedback: { on: 1 } },
  ],
};

/** A hub over ports in memory, over a show that does at once what it asks. */
function rig(maps: object[] = [APC]) {
  let now = 0;
  let state = defaultControls();
  let learnt = new Map<string, MapText>();
  const events: ControlEvent[] = [];
  const tempos: TempoReport[] = [];
  const notices: string[] = [];
  const system = memoryMidi(() => now);
  const ready: MidiMap[] = maps.map((map) => parseMidiMap('x.json', JSON.stringify(map)));
  const hub = createMidiHub({
    system,
    clock: () => now,
    maps: () => ready,
    learned: () => [...learnt.values()].map((map) => parseMidiMap('learned.json', JSON.stringify(map))),
    view: { value: (id) => state.targets[id], presets: () => ['fern', 'coral'] },
    emit: (event) => {
      events.push(event);
      state = applyEvents(state, [event]);
    },
    tempo: (report) => tempos.push(report),
    notice: (_, text) => notices.push(text),
    keep(device: string, control: ControlText) {
      learnt.set(device, withLearned(learnt.get(device), device, control));
      hub.reload();
    },
    forget() {
      learnt = new Map();
      hub.reload();
    },
  });
  return {
    ...{ system, hub, events, notices, tempos },
    set: (event: Pick<ControlEvent, 'param' | 'value'>) => {
      state = applyEvents(state, [{ ...event, op: 'set', origin: 'page' }]);
    },
    value: (param: string) => state.targets[param],
    pass(seconds: number) {
      for (let i = 0; i < Math.round(seconds / 0.02); i++) {
        now += 0.02;
        hub.tick();
      }
    },
    now: () => now,
  };
}

test('a device that is plugged in gets its map, and its lights are told', () => {
  const { system, hub, pass, notices, set } = rig();
  set({ param: 'master.blackout', value: true });
  const apc = system.plug('APC MINI');
  hub.scan();
  pass(0.02);
  assert.deepEqual(apc.heard, ['90 52 01']);
  assert.deepEqual(notices, ['MIDI: APC MINI connected (Akai APC mini)']);
});

test('a device that was pulled is known again under its name, and all its lights are told anew', () => {
  const { system, hub, pass, notices, value } = rig();
  const apc = system.plug('APC MINI:APC MINI MIDI 1 20:0');
  hub.scan();
  pass(0.1);
  apc.unplug();
  hub.scan();
  assert.equal(hub.status.devices[0]?.connected, false);
  const again = system.plug('APC MINI:APC MINI MIDI 1 28:0');
  hub.scan();
  pass(0.1);
  again.say('90 52 7F');
  assert.equal(value('master.blackout'), true);
  assert.deepEqual(again.heard, ['90 52 00']);
  assert.deepEqual(notices.slice(1), [
    'MIDI: APC MINI MIDI 1 unplugged',
    'MIDI: APC MINI MIDI 1 connected (Akai APC mini)',
  ]);
  assert.equal(hub.status.devices.length, 1);
});

test('two devices of one kind both work', () => {
  const { system, hub, events } = rig();
  const [one, two] = [system.plug('APC MINI 20:0'), system.plug('APC MINI 24:0')];
  hub.scan();
  one.say('90 52 7F');
  two.say('90 52 7F');
  assert.equal(events.length, 2);
  assert.deepEqual(
    hub.status.devices.map(({ name }) => name),
    ['APC MINI', 'APC MINI #2'],
  );
});

test('a port that another program holds is said once and tried again when it was away', () => {
  const { system, hub, notices } = rig();
  const apc = system.plug('APC MINI', false);
  system.hold('APC MINI');
  hub.scan();
  hub.scan();
  assert.deepEqual(notices, ['MIDI: APC MINI: APC MINI cannot be opened — close the program that holds it']);
  apc.unplug();
  hub.scan();
  system.plug('APC MINI', false);
  hub.scan();
  assert.equal(notices.length, 2);
});

test('a system that fails is said once, and the show goes on', () => {
  const { system, hub, notices, pass } = rig();
  system.fail('the service is gone');
  hub.scan();
  hub.scan();
  pass(1);
  assert.deepEqual(notices, ['MIDI: the service is gone']);
});

test('a device without a map is there to be learned, and the system’s own loop is not', () => {
  const { system, hub, notices } = rig();
  system.plug('Midi Through:Midi Through Port-0 14:0');
  system.plug('Strange Box');
  hub.scan();
  assert.deepEqual(
    hub.status.devices.map(({ name, map }) => [name, map]),
    [['Strange Box', '']],
  );
  assert.deepEqual(notices, ['MIDI: Strange Box connected (no map: learn its controls)']);
});

test('learn puts a knob on a parameter, and moving it meanwhile moves nothing', () => {
  const { system, hub, events, pass, value } = rig();
  const box = system.plug('Strange Box');
  hub.scan();
  hub.learn('view.zoom');
  for (const hex of ['B0 0A 40', 'B0 0A 41', 'B0 0A 42', 'B0 0A 43']) box.say(hex);
  assert.equal(hub.status.learn.phase, 'listening');
  assert.deepEqual(events, []);
  pass(0.6);
  assert.deepEqual(hub.status.learn, {
    ...{ phase: 'learned', param: 'view.zoom', device: 'Strange Box', text: 'CC 10 ch 1', mode: 'absolute' },
  });
  box.say('B0 0A 41');
  assert.ok(Number(value('view.zoom')) > 1);
});

test('a learned control takes the ready one’s place and keeps its light’s colour', () => {
  const { system, hub, events, pass } = rig();
  const apc = system.plug('APC MINI');
  hub.scan();
  hub.learn('master.freeze');
  apc.say('90 52 7F');
  apc.say('80 52 7F');
  apc.say('90 52 7F');
  assert.deepEqual(
    events.map(({ param }) => param),
    ['master.freeze'],
  );
  pass(0.1);
  assert.equal(apc.heard.at(-1), '90 52 01');
});

test('what learn took a control for can be said otherwise', () => {
  const { system, hub, events } = rig();
  const apc = system.plug('APC MINI');
  hub.scan();
  hub.learn('mix.2.weight');
  apc.say('90 01 7F');
  assert.equal(hub.status.learn.mode, 'momentary');
  hub.relearn('toggle');
  apc.say('90 01 7F');
  apc.say('80 01 7F');
  assert.deepEqual(
    events.map(({ value }) => value),
    [1],
  );
});

test('forgetting a parameter gives the ready map back', () => {
  const { system, hub, events } = rig();
  const apc = system.plug('APC MINI');
  hub.scan();
  hub.learn('master.freeze');
  apc.say('90 52 7F');
  hub.forget('master.freeze');
  apc.say('90 52 7F');
  assert.deepEqual(
    events.map(({ param }) => param),
    ['master.blackout'],
  );
});

test('a learn that is forgotten gives the controls back by itself', () => {
  const { hub, pass } = rig();
  hub.learn('view.zoom');
  pass(31);
  assert.equal(hub.status.learn.phase, 'off');
});

test('a device’s clock is told ten times a second, and once when it is gone', () => {
  const { system, hub, tempos, pass } = rig();
  const box = system.plug('Drum Machine');
  hub.scan();
  box.say('FA', 0);
  for (let i = 0; i < 96; i++) {
    pass(0.02);
    box.say('F8');
  }
  assert.ok(tempos.length >= 14 && tempos.length <= 20, `${tempos.length}`);
  const last = tempos.at(-1);
  assert.ok(last?.isRunning && Math.abs(last.bpm - 125) < 0.01, `${last?.bpm}`);
  assert.ok(Math.abs(Number(last?.beat) - ((last?.time ?? 0) - 0.02) / 0.48) < 0.01, `${last?.beat}`);
  pass(5);
  assert.equal(tempos.filter(({ isRunning }) => !isRunning).length, 1);
  assert.equal(tempos.at(-1)?.isRunning, false);
});

test('a device is left dark', () => {
  const { system, hub, pass, set } = rig();
  set({ param: 'master.blackout', value: true });
  const apc = system.plug('APC MINI');
  hub.scan();
  pass(0.1);
  hub.close();
  assert.deepEqual(apc.heard, ['90 52 01', '90 52 00']);
});

const names: readonly (readonly [string, string])[] = [
  ['APC MINI:APC MINI MIDI 1 20:0', 'APC MINI MIDI 1'],
  ['nanoKONTROL2:nanoKONTROL2 nanoKONTROL2 _ CTR 24:0', 'nanoKONTROL2 nanoKONTROL2 _ CTR'],
  ['2- X-TOUCH MINI', 'X-TOUCH MINI'],
  ['Launchpad Mini MK3 LPMiniMK3 MIDI In', 'Launchpad Mini MK3 LPMiniMK3 MIDI In'],
];
for (const [port, name] of names) test(`"${port}" is "${name}"`, () => assert.equal(lastingName(port), name));

const pairs: readonly (readonly [string, string])[] = [
  ['LPMiniMK3 MIDI In', 'LPMiniMK3 MIDI Out'],
  ['MIDIIN2 (LPMiniMK3 MIDI)', 'MIDIOUT2 (LPMiniMK3 MIDI)'],
  ['APC MINI:APC MINI MIDI 1 20:0', 'APC MINI:APC MINI MIDI 1 20:0'],
];
for (const [input, output] of pairs) {
  test(`"${input}" and "${output}" are one device`, () => assert.equal(pairName(input), pairName(output)));
}

test('names that come twice are numbered', () => {
  assert.deepEqual(numbered(['a', 'b', 'a', 'a']), ['a', 'b', 'a #2', 'a #3']);
});
