import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ECHO_WAIT, makeMirror, sharesOf } from '../../../display/mirror.ts';
import type { ClientMessage } from '../../../engine/wire/protocol.ts';

function rig() {
  const sent: ClientMessage[] = [];
  let now = 0;
  const mirror = makeMirror(
    () => now,
    (message) => sent.push(message),
  );
  mirror.hear({ 'view.zoom': 1, 'master.blackout': false });
  mirror.flush();
  const wait = (seconds: number) => {
    now += seconds;
    return mirror.flush();
  };
  return { mirror, sent, wait };
}

describe('mirror', () => {
  test('shows what the engine said, and nothing before', () => {
    const { mirror } = rig();
    assert.equal(mirror.shown('view.zoom'), 1);
    assert.equal(mirror.shown('view.pulse'), undefined);
  });

  test('shows and sends a wish at once, and of more until the next flush only the last', () => {
    const { mirror, sent } = rig();
    mirror.wish('view.zoom', 1.5);
    assert.deepEqual(sent.splice(0), [{ type: 'control', param: 'view.zoom', op: 'set', value: 1.5 }]);
    mirror.wish('view.zoom', 1.8);
    mirror.wish('view.zoom', 2);
    assert.equal(mirror.shown('view.zoom'), 2);
    assert.deepEqual(sent, []);
    assert.deepEqual([...mirror.flush()], ['view.zoom']);
    assert.deepEqual(sent, [{ type: 'control', param: 'view.zoom', op: 'set', value: 2 }]);
  });

  test('sends each wish once, and a hand that never rests once a flush', () => {
    const { mirror, sent } = rig();
    for (let i = 0; i < 10; i++) {
      mirror.wish('view.zoom', 1 + i / 10);
      mirror.wish('view.zoom', 1.05 + i / 10);
      mirror.flush();
    }
    assert.equal(sent.length, 11);
    mirror.flush();
    mirror.flush();
    assert.equal(sent.length, 11);
    mirror.wish('view.zoom', 3);
    assert.equal(sent.length, 12);
  });

  test('goes back to the engine’s value when a wish is not confirmed', () => {
    const { mirror, wait } = rig();
    mirror.wish('view.zoom', 2);
    wait(ECHO_WAIT / 2);
    assert.equal(mirror.shown('view.zoom'), 2);
    assert.deepEqual([...wait(ECHO_WAIT)], ['view.zoom']);
    assert.equal(mirror.shown('view.zoom'), 1);
  });

  test('does not jump back to the echo of an earlier wish', () => {
    const { mirror, wait } = rig();
    mirror.wish('view.zoom', 1.5);
    mirror.flush();
    mirror.wish('view.zoom', 2);
    mirror.flush();
    mirror.hear({ 'view.zoom': 1.5 });
    assert.equal(mirror.shown('view.zoom'), 2);
    mirror.hear({ 'view.zoom': 2 });
    wait(10);
    assert.equal(mirror.shown('view.zoom'), 2);
  });

  test('shows another page’s change once a wish was confirmed', () => {
    const { mirror } = rig();
    mirror.wish('view.zoom', 2);
    mirror.flush();
    mirror.hear({ 'view.zoom': 2 });
    mirror.hear({ 'view.zoom': 3 });
    assert.equal(mirror.shown('view.zoom'), 3);
  });

  test('is not pulled by echoes while a finger holds the control, and agrees after it lets go', () => {
    const { mirror, wait } = rig();
    mirror.grab('view.zoom');
    mirror.wish('view.zoom', 2);
    wait(1);
    mirror.hear({ 'view.zoom': 3 });
    wait(1);
    assert.equal(mirror.shown('view.zoom'), 2);
    mirror.release('view.zoom');
    wait(1.1 * ECHO_WAIT);
    assert.equal(mirror.shown('view.zoom'), 3);
  });

  test('a lost line takes unconfirmed wishes away, and sends none of them later', () => {
    const { mirror, sent } = rig();
    mirror.wish('master.blackout', true);
    mirror.wish('master.blackout', false);
    sent.length = 0;
    mirror.forgetWishes();
    assert.equal(mirror.shown('master.blackout'), false);
    mirror.flush();
    assert.deepEqual(sent, []);
  });

  test('a trigger is sent at once, each time', () => {
    const { mirror, sent } = rig();
    mirror.fire('preset.next');
    mirror.fire('preset.next');
    assert.equal(sent.length, 2);
  });

  test('shares are relative and add up to 1', () => {
    assert.deepEqual(sharesOf([1, 0, 1, 2]), [0.25, 0, 0.25, 0.5]);
  });

  test('with all weights at 0 no slot has a share', () => {
    assert.deepEqual(sharesOf([0, 0]), [0, 0]);
  });
});
