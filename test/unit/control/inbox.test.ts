import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInbox } from '../../../engine/control/inbox.ts';
import type { ControlEvent, ParamValue } from '../../../engine/control/parameter.ts';

function event(param: string, value: ParamValue, op: ControlEvent['op'] = 'set'): ControlEvent {
  return { param, op, value, origin: 'osc' };
}

function taken(events: readonly ControlEvent[]): ControlEvent[] {
  const inbox = createInbox(() => 7);
  for (const one of events) inbox.put(one);
  return inbox.take();
}

test('of several sets the newest is kept, and a busy parameter holds up no other', () => {
  const flood = Array.from({ length: 10_000 }, (_, i) => event('view.zoom', 1 + i / 10_000));
  const events = taken([...flood, event('master.hue', 0.1), event('view.zoom', 2)]);
  assert.deepEqual(
    events.map(({ param, value }) => [param, value]),
    [
      ['view.zoom', 2],
      ['master.hue', 0.1],
    ],
  );
});

test('deltas add up, after the set before them', () => {
  const events = taken([
    event('view.zoom', 0.25, 'delta'),
    event('view.zoom', 1),
    ...Array(3).fill(event('view.zoom', 0.1, 'delta')),
  ]);
  assert.equal(events.length, 2);
  assert.equal(events[0]?.value, 1);
  assert.ok(Math.abs(Number(events[1]?.value) - 0.3) < 1e-12);
});

test('what acts is kept in order with its time, after what is set', () => {
  const events = taken([event('preset.next', true, 'trigger'), event('preset.go', 'fern'), event('fade.time', 1)]);
  assert.deepEqual(
    events.map(({ param, time }) => [param, time]),
    [
      ['fade.time', undefined],
      ['preset.next', 7],
      ['preset.go', 7],
    ],
  );
});

test('a time that a port gave is kept', () => {
  assert.equal(taken([{ ...event('tempo.tap', true, 'trigger'), time: 3 }])[0]?.time, 3);
});

test('a flood of triggers is bounded', () => {
  const flood = Array.from({ length: 10_000 }, () => event('preset.next', true, 'trigger'));
  assert.equal(taken([...flood, event('preset.previous', true, 'trigger')]).length, 17);
});

test('what the registry lacks or cannot read is dropped', () => {
  assert.deepEqual(
    taken([event('no.such', 1), event('view.zoom', 'big'), event('view.zoom', Number.NaN, 'delta')]),
    [],
  );
});

test('taking empties it', () => {
  const inbox = createInbox(() => 0);
  inbox.put(event('view.zoom', 2));
  inbox.put(event('preset.next', true, 'trigger'));
  inbox.take();
  assert.deepEqual(inbox.take(), []);
});
