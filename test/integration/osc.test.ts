/** The OSC ports as other programs find them: liblo's oscsend and oscdump, plain sockets, SLIP over TCP, OSCQuery over WebSocket. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { restingFeatures } from '../../engine/audio/features.ts';
import { applyEvents, defaultControls } from '../../engine/control/control-state.ts';
import { createInbox } from '../../engine/control/inbox.ts';
import { decodeOsc, encodeBundle, encodeOsc, type OscMessage } from '../../engine/control/osc/codec.ts';
import { type OscPort, openOscPort } from '../../engine/control/osc/osc-port.io.ts';
import { openQueryServer, type QueryServer } from '../../engine/control/osc/query-server.io.ts';
import { encodeSlip, slipReader } from '../../engine/control/osc/slip.ts';
import type { ParamValue } from '../../engine/control/parameter.ts';
import { startTransport, type TempoReport } from '../../engine/control/transport.ts';
import { eventually } from '../helpers/engine-process.ts';
import { manualClock } from '../helpers/manual-clock.ts';

const hasLiblo = spawnSync('which', ['oscsend', 'oscdump']).status === 0;
const needsLiblo = { skip: hasLiblo ? false : 'liblo-tools are not installed' };

/** A show of parameters alone: what comes in is applied, what changed goes out, as the engine does it. */
const clock = manualClock();
const inbox = createInbox(clock.clock);
const tempos: TempoReport[] = [];
let controls = defaultControls();
let port: OscPort;
let query: QueryServer;
let feedbackPort = 0;
const heard: OscMessage[] = [];
const ear = createSocket('udp4');

function tick(): void {
  const before = controls.targets;
  controls = applyEvents(controls, inbox.take());
  const changed = Object.fromEntries(Object.entries(controls.targets).filter(([id, value]) => before[id] !== value));
  if (Object.keys(changed).length > 0) for (const one of [port, query]) one.sendParams(changed);
}
const target = (id: string): ParamValue | undefined => controls.targets[id];
async function becomes(id: string, value: ParamValue): Promise<void> {
  await eventually(`${id} is ${value}`, () => {
    tick();
    return target(id) === value;
  });
}
function sent(bytes: Uint8Array): void {
  const socket = createSocket('udp4');
  socket.send(bytes, port.port, '127.0.0.1', () => socket.close());
}

before(async () => {
  ear.bind(0, '127.0.0.1');
  await once(ear, 'listening');
  feedbackPort = ear.address().port;
  ear.on('message', (bytes) => heard.push(...decodeOsc(bytes)));
  port = await openOscPort({
    lan: false,
    port: 0,
    feedbackPort,
    feedback: ['127.0.0.1'],
    rate: 30,
    tcpPort: -1,
    ableton: '',
    clock: clock.clock,
    control: inbox.put,
    tempo: (report) => tempos.push(report),
    params: () => controls.targets,
    notice: (_, text) => assert.fail(text),
  });
  query = await openQueryServer({
    lan: false,
    port: 0,
    oscPort: port.port,
    advertise: false,
    world: () => ({ params: controls.targets, presets: ['abyss'] }),
    receive: port.receive,
  });
});
after(async () => {
  ear.close();
  await port.close();
  await query.close();
});

/** What oscsend is given for a value, and what the parameter then is. */
const typed: readonly (readonly [string, string, string, string, ParamValue])[] = [
  ['a float', 'f', '2.5', 'view.zoom', 2.5],
  ['an integer', 'i', '3', 'view.zoom', 3],
  ['a double', 'd', '1.25', 'view.zoom', 1.25],
  ['a 64-bit integer', 'h', '2', 'view.zoom', 2],
  ['a text', 's', '0.75', 'view.zoom', 0.75],
  ['a float past the range', 'f', '1e9', 'view.zoom', 4],
  ['an infinity', 'f', '-inf', 'view.zoom', 0.25],
];
for (const [what, type, value, id, expected] of typed) {
  test(`oscsend’s ${what} sets a parameter`, needsLiblo, async () => {
    spawnSync('oscsend', ['127.0.0.1', String(port.port), '/view/zoom', type, value]);
    await becomes(id, expected);
  });
}

test('oscsend’s T and F switch, its N and an empty message switch over', needsLiblo, async () => {
  const send = (...args: string[]) => spawnSync('oscsend', ['127.0.0.1', String(port.port), '/master/freeze', ...args]);
  send('T');
  await becomes('master.freeze', true);
  send('F');
  await becomes('master.freeze', false);
  send('N');
  await becomes('master.freeze', true);
  send();
  await becomes('master.freeze', false);
});

test('oscdump hears changes, features and beats', needsLiblo, async () => {
  const free = createSocket('udp4').bind(0, '127.0.0.1');
  await once(free, 'listening');
  const at = free.address().port;
  free.close();
  await once(free, 'close');
  const dump: ChildProcess = spawn('oscdump', ['-L', String(at)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  dump.stdout?.on('data', (piece) => {
    printed += piece;
  });
  try {
    const features = { ...restingFeatures(), level: 0.5 };
    const { transport } = startTransport();
    let beat = 0;
    await eventually('oscdump prints it all', async () => {
      // oscdump opens its port some time after it was started: told again until it is there.
      spawnSync('oscsend', ['127.0.0.1', String(port.port), '/subscribe', 'i', String(at)]);
      await clock.advance(0.05);
      beat += 1;
      port.sendBeat({ ...transport, beat, bar: beat / 4 }, features);
      return (
        /\/view\/zoom f /.test(printed) && /\/audio\/level f 0\.5/.test(printed) && /\/beat ii \d+ [1-4]/.test(printed)
      );
    });
  } finally {
    dump.kill();
    sent(encodeOsc('/unsubscribe', { type: 'integer', value: at }));
  }
});

test('a bundle acts as one, a pattern on many, a pad on two', async () => {
  sent(
    encodeBundle([
      { address: '/mix/{4,5}/weight', args: [0.25] },
      { address: '/view/pan', args: [0.5, -0.5] },
    ]),
  );
  await becomes('view.pan.y', -0.5);
  assert.deepEqual([target('view.pan.x'), target('mix.4.weight'), target('mix.5.weight')], [0.5, 0.25, 0.25]);
});

test('a bundle of the near future waits, one of the past acts at once', async () => {
  const dated = (inSeconds: number, value: number) => {
    const bundle = Buffer.from(encodeBundle([{ address: '/master/hue', args: [value] }]));
    const at = Date.now() / 1000 + inSeconds;
    bundle.writeUInt32BE(Math.floor(at) + 2208988800, 8);
    bundle.writeUInt32BE(Math.floor((at % 1) * 2 ** 32), 12);
    return bundle;
  };
  sent(dated(0.3, 0.25));
  sent(dated(-1000, -0.25));
  await becomes('master.hue', -0.25);
  await becomes('master.hue', 0.25);
});

test('"?" is answered to where it came from and to the feedback port', async () => {
  const socket = createSocket('udp4');
  const answers: OscMessage[] = [];
  socket.on('message', (bytes) => answers.push(...decodeOsc(bytes)));
  heard.length = 0;
  socket.send(encodeOsc('/fade/time', '?'), port.port, '127.0.0.1');
  await eventually('both are told', () => {
    return [answers, heard].every((all) => all.some(({ address }) => address === '/fade/time'));
  });
  socket.close();
});

test('AbletonOSC’s tempo and beats become reports', async () => {
  tempos.length = 0;
  sent(encodeOsc('/live/song/get/tempo', 126));
  sent(encodeOsc('/live/song/get/beat', { type: 'integer', value: 17 }));
  await eventually('they are there', () => tempos.some(({ beat }) => beat === 17));
  assert.equal(tempos.at(-1)?.bpm, 126);
  assert.equal(tempos.at(-1)?.source, 'osc');
});

test('OSC over TCP is read from SLIP frames and told in them', async () => {
  const stream = connect(port.tcpPort, '127.0.0.1');
  const told: OscMessage[] = [];
  stream.on(
    'data',
    slipReader((packet) => told.push(...decodeOsc(packet))),
  );
  await once(stream, 'connect');
  const bytes = encodeSlip(encodeOsc('/fade/time', 7));
  stream.write(bytes.subarray(0, 9));
  stream.write(bytes.subarray(9));
  await becomes('fade.time', 7);
  await eventually('it is told', () => told.some(({ address, args }) => address === '/fade/time' && args[0] === 7));
  stream.destroy();
});

test('OSCQuery: the tree over HTTP, LISTEN and values both ways over WebSocket, IGNORE ends it', async () => {
  const response = await fetch(`http://127.0.0.1:${query.port}/fade/time?VALUE`);
  assert.deepEqual(await response.json(), { VALUE: [target('fade.time')] });

  const socket = new WebSocket(`ws://127.0.0.1:${query.port}/`);
  const told: OscMessage[] = [];
  socket.on('message', (data, isBinary) => {
    if (isBinary) told.push(...decodeOsc(data as Buffer));
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ COMMAND: 'LISTEN', DATA: '/fade/time' }));
  await eventually('what is set now is told', () => told.length === 1);
  socket.send(encodeOsc('/fade/time', 11));
  await becomes('fade.time', 11);
  await eventually('the change is told', () => told.at(-1)?.args[0] === 11);
  socket.send('not JSON');
  socket.send(JSON.stringify({ COMMAND: 'IGNORE', DATA: '/fade/time' }));
  socket.send(encodeOsc('/master/contrast', 0.5));
  socket.send(encodeOsc('/fade/time', 12));
  await becomes('fade.time', 12);
  await becomes('master.contrast', 0.5);
  assert.equal(told.at(-1)?.args[0], 11);
  socket.close();
});

test('a page of another site may not open the WebSocket', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${query.port}/`, { origin: 'https://example.com' });
  const [error] = await once(socket, 'error');
  assert.match(String(error), /401/);
});

test('a port that is taken is named', async () => {
  const options = { lan: false, feedbackPort, feedback: [], rate: 0, tcpPort: 0, ableton: '' };
  const rest = { clock: clock.clock, control: () => {}, tempo: () => {}, params: () => ({}), notice: () => {} };
  await assert.rejects(openOscPort({ ...options, ...rest, port: port.port }), { code: 'port-in-use' });
});
