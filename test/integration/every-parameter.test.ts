/**
 * Every parameter of the registry can be reached in every way, and stands in the docs. A new way (a controller, a page) is one
 * more entry in WAYS: how a value is wished for, in the form that the way has.
 */

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { applyEvents, defaultControls } from '../../engine/control/control-state.ts';
import { createInbox } from '../../engine/control/inbox.ts';
import { encodeOsc } from '../../engine/control/osc/codec.ts';
import { type OscPort, openOscPort } from '../../engine/control/osc/osc-port.io.ts';
import {
  addressOf,
  type ControlEvent,
  type ParamSpec,
  type ParamValue,
  positionOf,
  valueAt,
} from '../../engine/control/parameter.ts';
import { REGISTRY } from '../../engine/control/registry.ts';
import { eventually } from '../helpers/engine-process.ts';

/** A way in: wish for a value (a trigger's is true). */
interface Way {
  readonly name: string;
  /** Whether it can say this parameter at all: a knob cannot type. */
  readonly reaches: (spec: ParamSpec) => boolean;
  readonly wish: (spec: ParamSpec, value: ParamValue) => void;
}

const inbox = createInbox(() => 0);
let osc: OscPort;
const socket = createSocket('udp4');

const WAYS: readonly Way[] = [
  {
    name: 'OSC',
    reaches: () => true,
    wish: (spec, value) => socket.send(encodeOsc(addressOf(spec), value), osc.port, '127.0.0.1'),
  },
  {
    name: 'OSC, as a place on its travel',
    reaches: ({ kind }) => kind !== 'preset' && kind !== 'text',
    wish: (spec, value) => {
      const place = spec.kind === 'trigger' ? 1 : positionOf(spec, value);
      socket.send(encodeOsc(`/norm${addressOf(spec)}`, place), osc.port, '127.0.0.1');
    },
  },
];

before(async () => {
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
    params: () => defaultControls().targets,
    notice: (_, text) => assert.fail(text),
  });
});
after(async () => {
  socket.close();
  await osc.close();
});

for (const way of WAYS) {
  for (const spec of REGISTRY.filter(way.reaches)) {
    test(`${spec.id} is reached from ${way.name}`, async () => {
      let controls = defaultControls();
      let fired = false;
      const wanted = otherValue(spec);
      way.wish(spec, wanted);
      await eventually(`${spec.id} is ${wanted}`, () => {
        const events: ControlEvent[] = inbox.take();
        fired ||= events.some(({ param, op }) => param === spec.id && op === 'trigger');
        controls = applyEvents(controls, events);
        return spec.kind === 'trigger' ? fired : isNear(spec, controls.targets[spec.id], wanted);
      });
    });
  }
}

const page = readFileSync(new URL('../../docs/parameters.md', import.meta.url), 'utf8');
for (const spec of REGISTRY) {
  test(`${spec.id} stands in docs/parameters.md`, () => {
    assert.ok(page.includes(`| \`${spec.id}\` | \`${addressOf(spec)}\` |`));
  });
}

/** A value that is not the default. */
function otherValue(spec: ParamSpec): ParamValue {
  if (spec.kind === 'trigger') return true;
  if (spec.kind === 'preset' || spec.kind === 'text') return `other-${spec.id}`;
  return valueAt(spec, positionOf(spec, spec.default) < 0.5 ? 1 : 0) ?? spec.default;
}

/** Over the wire numbers are single floats; controllers have 127 or 16383 steps. */
function isNear(spec: ParamSpec, value: ParamValue | undefined, wanted: ParamValue): boolean {
  if (typeof value !== 'number' || typeof wanted !== 'number') return value === wanted;
  return Math.abs(value - wanted) < 1e-5 * (spec.max - spec.min);
}
