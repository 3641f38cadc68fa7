import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Connection,
  type ConnectionState,
  connect,
  RETRY,
  SILENCE,
  type SocketEvents,
} from '../../../display/connection.ts';
import { PROTOCOL_VERSION } from '../../../engine/wire/protocol.ts';
import { manualClock } from '../../helpers/manual-clock.ts';

const WELCOME = JSON.stringify({ type: 'welcome', version: PROTOCOL_VERSION, run: 'first' });

/** A connection whose sockets, probe and clock the test holds. */
function rig() {
  const { clock, scheduler, advance } = manualClock();
  const sockets: (SocketEvents & { sent: string[]; closed: boolean })[] = [];
  const told: { states: ConnectionState[]; problems: string[]; frames: Uint8Array[] } = {
    states: [],
    problems: [],
    frames: [],
  };
  const engine = { answers: true, probes: 0 };
  const connection: Connection = connect(
    {
      openSocket(events) {
        const socket = { ...events, sent: [] as string[], closed: false };
        sockets.push(socket);
        return {
          send: (text) => socket.sent.push(text),
          close() {
            socket.closed = true;
          },
        };
      },
      async probe() {
        engine.probes++;
        return engine.answers;
      },
      after(delay, run) {
        let cancelled = false;
        scheduler.at(clock() + delay, () => !cancelled && run());
        return () => {
          cancelled = true;
        };
      },
      now: clock,
    },
    { role: 'stage', format: 'i420', takes: 'frames' },
    {
      onState: (state) => told.states.push(state),
      onMessage: () => {},
      onFrame: (bytes) => told.frames.push(bytes),
      onProblem: (text) => told.problems.push(text),
    },
  );
  const newest = () => {
    const socket = sockets.at(-1);
    assert.ok(socket);
    return socket;
  };
  const welcome = () => {
    newest().onOpen();
    newest().onText(WELCOME);
  };
  return { connection, sockets, newest, told, engine, advance, welcome };
}

describe('connection', () => {
  test('says hello with role and format as soon as the socket opens', () => {
    const { newest } = rig();
    newest().onOpen();
    assert.deepEqual(
      newest().sent.map((text) => JSON.parse(text)),
      [{ type: 'hello', version: PROTOCOL_VERSION, role: 'stage', format: 'i420', takes: 'frames' }],
    );
  });

  test('is lost until the engine welcomes it, however open the socket is', () => {
    const { connection, newest } = rig();
    newest().onOpen();
    assert.equal(connection.state, 'lost');
    assert.equal(connection.send({ type: 'drawn', sequence: 1 }), false);
    newest().onText(WELCOME);
    assert.equal(connection.state, 'open');
    assert.equal(connection.send({ type: 'drawn', sequence: 1 }), true);
  });

  test('opens a socket again within half a second after the engine answers again', async () => {
    const { connection, sockets, newest, engine, advance, welcome } = rig();
    welcome();
    engine.answers = false;
    newest().onClose();
    await advance(60);
    assert.equal(sockets.length, 1);
    engine.answers = true;
    await advance(2 * RETRY);
    assert.equal(sockets.length, 2);
    welcome();
    assert.equal(connection.state, 'open');
  });

  test('opens no socket while the engine does not answer: the browser would slow the page down for it', async () => {
    const { sockets, newest, engine, advance, welcome } = rig();
    welcome();
    engine.answers = false;
    newest().onClose();
    await advance(100 * RETRY);
    assert.equal(sockets.length, 1);
    assert.ok(engine.probes >= 99, `probed ${engine.probes} times`);
  });

  test('takes a line on which nothing arrives for lost, and closes it', async () => {
    const { told, sockets, advance, welcome } = rig();
    welcome();
    await advance(SILENCE + 0.6);
    assert.deepEqual(told.states, ['open', 'lost']);
    assert.equal(sockets[0]?.closed, true);
  });

  test('keeps a line on which frames alone arrive', async () => {
    const { connection, newest, advance, welcome } = rig();
    welcome();
    for (let i = 0; i < 10; i++) {
      await advance(SILENCE / 2);
      newest().onBytes(new Uint8Array(1));
    }
    assert.equal(connection.state, 'open');
  });

  test('gives up a socket that never opens', async () => {
    const { sockets, advance } = rig();
    await advance(SILENCE + 3 * RETRY);
    assert.equal(sockets.length, 2);
    assert.equal(sockets[0]?.closed, true);
  });

  test('hears nothing more from a socket that it gave up', async () => {
    const { connection, sockets, told, advance, welcome } = rig();
    welcome();
    await advance(SILENCE + 3 * RETRY);
    sockets[0]?.onBytes(new Uint8Array(1));
    sockets[0]?.onText(WELCOME);
    sockets[0]?.onClose();
    assert.equal(told.frames.length, 0);
    assert.equal(connection.state, 'lost');
    welcome();
    assert.equal(connection.state, 'open');
  });

  test('reports a message that it cannot read, and goes on', () => {
    const { connection, newest, told, welcome } = rig();
    welcome();
    newest().onText('{"type":"params"');
    newest().onText('{"type":"weather"}');
    assert.equal(told.problems.length, 2);
    assert.match(told.problems[0] ?? '', /expected JSON/);
    assert.equal(connection.state, 'open');
  });

  test('says what the engine refused', () => {
    const { newest, told, welcome } = rig();
    welcome();
    newest().onText(JSON.stringify({ type: 'refused', message: 'no such parameter' }));
    assert.deepEqual(told.problems, ['no such parameter']);
  });

  test('stays closed once closed', async () => {
    const { connection, sockets, newest, advance, welcome } = rig();
    welcome();
    connection.close();
    newest().onClose();
    await advance(10);
    assert.equal(connection.state, 'lost');
    assert.equal(sockets.length, 1);
  });
});
