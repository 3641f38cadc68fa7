/**
 * Every parameter of the registry can be reached in every way, and stands in the docs. A new way (a controller, a page) is one
 * more entry in WAYS: how a value is wished for, in the form that the way has.
 */

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { applyEvents, type ControlState, defaultControls } from '../../engine/control/control-state.ts';
import { createInbox } from '../../engine/control/inbox.ts';
import { createMidiHub, type MidiHub } from '../../engine/control/midi-hub.ts';
import { withLearned } from '../../engine/control/midi-learned.ts';
import { type MidiMap, parseMidiMap } from '../../engine/control/midi-map.ts';
import type { ControlText, MapText } from '../../engine/control/midi-map-schema.ts';
import { encodeOsc } from '../../engine/control/osc/codec.ts';
import { type OscPort, openOscPort } from '../../engine/control/osc/osc-port.io.ts';
import { openQueryServer, type QueryServer } from '../../engine/control/osc/query-server.io.ts';
import { addressOf, type ParamSpec, type ParamValue, positionOf, valueAt } from '../../engine/control/parameter.ts';
import { REGISTRY } from '../../engine/control/registry.ts';
import { openServer, type StageServer } from '../../engine/wire/server.io.ts';
import { connectWire, eventually, type WireClient } from '../helpers/engine-process.ts';
import { type MemoryDevice, memoryMidi } from '../helpers/memory-midi.ts';

/** A way in: wish for a value (a trigger's is true). */
interface Way {
  readonly name: string;
  /** Whether it can say this parameter at all: a place on a travel is no text. */
  readonly reaches: (spec: ParamSpec) => boolean;
  readonly wish: (spec: ParamSpec, value: ParamValue) => void;
}

const inbox = createInbox(() => 0);
/** What is set, as the engine would have it; anew for each test. */
let controls: ControlState = defaultControls();
let osc: OscPort;
let query: QueryServer;
let server: StageServer;
const socket = createSocket('udp4');
let listener: WebSocket;
let page: WireClient;

const hasTravel = ({ kind }: ParamSpec) => kind !== 'preset' && kind !== 'text';
const WAYS: readonly Way[] = [
  {
    name: 'OSC',
    reaches: () => true,
    wish: (spec, value) => socket.send(encodeOsc(addressOf(spec), value), osc.port, '127.0.0.1'),
  },
  {
    name: 'OSC, as a place on its travel',
    reaches: hasTravel,
    wish(spec, value) {
      const place = spec.kind === 'trigger' ? 1 : positionOf(spec, value);
      socket.send(encodeOsc(`/norm${addressOf(spec)}`, place), osc.port, '127.0.0.1');
    },
  },
  {
    name: 'OSCQuery',
    reaches: () => true,
    wish: (spec, value) => listener.send(encodeOsc(addressOf(spec), value)),
  },
  {
    name: 'a page',
    reaches: () => true,
    wish(spec, value) {
      page.say({ type: 'control', param: spec.id, op: spec.kind === 'trigger' ? 'trigger' : 'set', value });
    },
  },
  {
    name: 'a knob of a MIDI map',
    reaches: hasTravel,
    wish(spec, value) {
      const { box } = plug([{ type: 'cc', number: 7, takeover: 'jump', target: spec.id }]);
      box.say(`B0 07 ${isUpperEnd(spec, value) ? '7F' : '00'}`);
    },
  },
  {
    name: 'a pad of a MIDI map',
    reaches: ({ kind }) => kind !== 'trigger',
    wish: (spec, value) => plug([{ type: 'note', number: 60, target: spec.id, value }]).box.say('90 3C 7F'),
  },
  {
    name: 'a knob that was learned',
    reaches: ({ kind }) => kind === 'number' || kind === 'choice',
    wish(spec, value) {
      const { hub, box, pass } = plug([]);
      hub.learn(spec.id);
      for (const hex of ['B0 0A 40', 'B0 0A 41', 'B0 0A 42', 'B0 0A 43']) box.say(hex);
      pass(0.6);
      assert.equal(hub.status.learn.phase, 'learned', hub.status.learn.text);
      // From end to end it comes across the value, whichever takeover it has.
      const ends = isUpperEnd(spec, value) ? ['00', '7F'] : ['7F', '00'];
      for (const end of ends) box.say(`B0 0A ${end}`);
    },
  },
  {
    name: 'a button that was learned',
    reaches: ({ kind, acts }) => kind !== 'number' || acts,
    wish(spec, value) {
      // It brings back what is set while it is learned; a toggle switches over.
      const isKept = spec.kind !== 'toggle' && spec.kind !== 'trigger';
      if (isKept) set(spec, value);
      const { hub, box } = plug([]);
      hub.learn(spec.id);
      box.say('90 3C 7F');
      assert.equal(hub.status.learn.phase, 'learned', hub.status.learn.text);
      box.say('80 3C 00');
      if (isKept) set(spec, spec.default);
      box.say('90 3C 7F');
    },
  },
];

before(async () => {
  const notice = (_: unknown, text: string) => assert.fail(text);
  const params = () => controls.targets;
  osc = await openOscPort({
    lan: false,
    port: 0,
    feedbackPort: 1,
    feedback: [],
    rate: 0,
    tcpPort: 0,
    ableton: '',
    clock: () => 0,
    control: inbox.put,
    tempo: () => {},
    params,
    notice,
  });
  const world = () => ({ params: params(), presets: [] });
  query = await openQueryServer({
    lan: false,
    port: 0,
    oscPort: osc.port,
    advertise: false,
    world,
    receive: osc.receive,
  });
  server = await openServer({
    host: '127.0.0.1',
    port: 0,
    pages: '.',
    thumbnail: () => '',
    clock: () => 0,
    onControl: inbox.put,
    snapshot: world,
    log: notice,
  });
  listener = new WebSocket(`ws://127.0.0.1:${query.port}/`);
  await once(listener, 'open');
  page = await connectWire(server.url, 'control');
});
after(async () => {
  socket.close();
  listener.close();
  page.close();
  await Promise.all([osc.close(), query.close(), server.close()]);
});

for (const way of WAYS) {
  for (const spec of REGISTRY.filter(way.reaches)) {
    test(`${spec.id} is reached from ${way.name}`, async () => {
      controls = defaultControls();
      let fired = false;
      const wanted = otherValue(spec);
      way.wish(spec, wanted);
      await eventually(`${spec.id} is ${wanted}`, () => {
        const events = inbox.take();
        fired ||= events.some(({ param, op }) => param === spec.id && op === 'trigger');
        controls = applyEvents(controls, events);
        return spec.kind === 'trigger' ? fired : isNear(spec, controls.targets[spec.id], wanted);
      });
    });
  }
}

const docs = readFileSync(new URL('../../docs/parameters.md', import.meta.url), 'utf8');
for (const spec of REGISTRY) {
  test(`${spec.id} is reached from OSC, OSCQuery, pages, map and learn, and stands in docs/parameters.md`, () => {
    const ways = WAYS.filter(({ reaches }) => reaches(spec)).map(({ name }) => name);
    for (const kind of [/^OSC/, /OSCQuery/, /page/, /MIDI map/, /learned/]) {
      assert.ok(ways.some((name) => kind.test(name)));
    }
    assert.ok(docs.includes(`| \`${spec.id}\` | \`${addressOf(spec)}\` |`));
  });
}

/** A device in memory under a map of its own, in a hub whose events go the way of all events. */
function plug(controlTexts: readonly object[]): { hub: MidiHub; box: MemoryDevice; pass(seconds: number): void } {
  let now = 0;
  let learned: MapText | undefined;
  const system = memoryMidi(() => now);
  const parsed = (map: object): MidiMap => parseMidiMap('box.json', JSON.stringify(map));
  const maps = controlTexts.length > 0 ? [parsed({ name: 'Box', match: 'Box', ch: 1, controls: controlTexts })] : [];
  const hub = createMidiHub({
    system,
    clock: () => now,
    maps: () => maps,
    learned: () => (learned ? [parsed(learned)] : []),
    view: { value: (id) => controls.targets[id], presets: () => [] },
    emit: inbox.put,
    tempo: () => {},
    notice: () => {},
    keep(device: string, control: ControlText) {
      learned = withLearned(learned, device, control);
      hub.reload();
    },
    forget: () => {},
  });
  const box = system.plug('Box');
  hub.scan();
  const pass = (seconds: number) => {
    now += seconds;
    hub.tick();
  };
  return { hub, box, pass };
}

function set({ id }: ParamSpec, value: ParamValue): void {
  controls = applyEvents(controls, [{ param: id, op: 'set', value, origin: 'page' }]);
}

/** A value that is not the default: of what has a travel the end that is farther away. */
function otherValue(spec: ParamSpec): ParamValue {
  if (spec.kind === 'trigger') return true;
  if (!hasTravel(spec)) return `other-${spec.id}`;
  return valueAt(spec, positionOf(spec, spec.default) < 0.5 ? 1 : 0) ?? spec.default;
}

function isUpperEnd(spec: ParamSpec, value: ParamValue): boolean {
  return spec.kind === 'trigger' || positionOf(spec, value) > 0.5;
}

/** Over the wire numbers are single floats. */
function isNear(spec: ParamSpec, value: ParamValue | undefined, wanted: ParamValue): boolean {
  if (typeof value !== 'number' || typeof wanted !== 'number') return value === wanted;
  return Math.abs(value - wanted) < 1e-5 * (spec.max - spec.min);
}
