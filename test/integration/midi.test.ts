/** Maps on disk, learn that lasts, and the commands, over ports in memory. */

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Midi, type MidiNews, openMidi } from '../../engine/control/midi.io.ts';
import { runMidi } from '../../engine/control/midi-cli.io.ts';
import { openMapStore } from '../../engine/control/midi-maps.io.ts';
import { openMidiSystem } from '../../engine/control/midi-port.io.ts';
import type { ControlEvent } from '../../engine/control/parameter.ts';
import { EngineError } from '../../engine/errors.ts';
import { type MemoryMidi, memoryMidi } from '../helpers/memory-midi.ts';

const READY = join(import.meta.dirname, '../../midi-maps');
const clock = () => performance.now() / 1000;

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'neonfern-midi-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function eventually(what: string, isSo: () => boolean, seconds = 10): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!isSo()) {
    if (performance.now() > end) assert.fail(`waited ${seconds} s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** MIDI as a show has it. */
async function show(t: TestContext, folders: string[], system: MemoryMidi | undefined) {
  const events: ControlEvent[] = [];
  const notices: string[] = [];
  const news: MidiNews[] = [];
  const ports = { system };
  const midi: Midi = await openMidi({
    folders,
    clock,
    show: {
      control: (event) => events.push(event),
      tempo: () => {},
      notice: (_, text) => notices.push(text),
      params: {},
    },
    presets: () => [],
    pages: { sendMidi: (told) => news.push(told), sendGhosts: () => {} },
    async open() {
      if (!ports.system) throw new EngineError('midi', 'the system has no MIDI sequencer', 'modprobe snd-seq');
      return { ...ports.system, close: () => {} };
    },
  });
  t.after(() => midi.close());
  return { midi, events, notices, news };
}

test('a map that is changed on disk acts at once, and one that turns bad keeps its last good version', async (t) => {
  const own = await folder(t);
  const path = join(own, 'box.json');
  const map = (target: string) =>
    JSON.stringify({ name: 'Box', match: 'Box', controls: [{ type: 'note', number: 1, target }] });
  await writeFile(path, map('tempo.tap'));
  const system = memoryMidi(clock);
  const { events, notices } = await show(t, [own], system);
  const box = system.plug('Box');
  await eventually('it is found', () => notices.some((text) => /Box connected \(Box\)/.test(text)));
  box.say('90 01 7F');
  assert.equal(events.at(-1)?.param, 'tempo.tap');
  await writeFile(path, map('preset.next'));
  await eventually('the new map acts', () => {
    box.say('90 01 7F');
    return events.at(-1)?.param === 'preset.next';
  });
  await writeFile(path, '{"name": "Box"');
  await eventually('it is said', () =>
    notices.some((text) => /box\.json: not JSON.*last good version stays/.test(text)),
  );
  box.say('90 01 7F');
  assert.equal(events.at(-1)?.param, 'preset.next');
});

test('what was learned in one show is there in the next', async (t) => {
  const own = await folder(t);
  const system = memoryMidi(clock);
  const first = await show(t, [own, READY], system);
  const box = system.plug('Strange Box');
  await eventually('it is found', () => first.news.at(-1)?.devices.length === 1);
  first.midi.wish({ action: 'learn', value: 'master.freeze' });
  box.say('90 05 7F');
  await eventually('it is told', () => first.news.at(-1)?.learn.phase === 'learned');
  await first.midi.close();
  const kept = JSON.parse(await readFile(join(own, 'learned', 'strange-box.json'), 'utf8')) as { controls: unknown };
  assert.deepEqual(kept.controls, [{ type: 'note', number: 5, mode: 'toggle', ch: 1, target: 'master.freeze' }]);

  const second = await show(t, [own, READY], system);
  box.say('90 05 7F');
  assert.deepEqual(
    second.events.map(({ param, value }) => [param, value]),
    [['master.freeze', true]],
  );
  second.midi.wish({ action: 'forget', value: 'master.freeze' });
  await eventually('it is forgotten', () => {
    const before = second.events.length;
    box.say('90 05 7F');
    return second.events.length === before;
  });
});

test('a system without MIDI is said once, and the show goes on', async (t) => {
  const { midi, notices, news } = await show(t, [READY], undefined);
  assert.deepEqual(notices, ['no MIDI: the system has no MIDI sequencer — modprobe snd-seq']);
  assert.equal(news.at(-1)?.missing, 'the system has no MIDI sequencer — modprobe snd-seq');
  assert.match(midi.detail, /^none: /);
  midi.wish({ action: 'learn', value: 'master.freeze' });
});

test('the machine’s own MIDI opens and lists its ports, or says in one line why it cannot', async () => {
  try {
    const system = await openMidiSystem(clock);
    const { inputs, outputs } = system.ports();
    assert.ok(Array.isArray(inputs) && Array.isArray(outputs));
    system.close();
  } catch (error) {
    assert.ok(error instanceof EngineError && error.code === 'midi' && error.hint.length > 0, String(error));
  }
});

test('the performer’s own map goes before a ready one, and a broken one does not take the others away', async (t) => {
  const own = await folder(t);
  await cp(join(READY, 'akai-apc-mini.json'), join(own, 'mine.json'));
  await writeFile(
    join(own, 'broken.json'),
    '{"name": "x", "match": "x", "controls": [{"type": "knob", "target": "a"}]}',
  );
  const store = await openMapStore([own, READY]);
  t.after(() => store.close());
  assert.equal(store.maps[0]?.file, 'mine.json');
  assert.equal(store.maps.at(-1)?.name, 'any controller');
  assert.equal(store.refused.length, 1);
  assert.match(store.refused[0] ?? '', /^midi-maps\/broken\.json: controls\[0\]\.type: /);
});

/** A command over a system, and what it says. */
function command(folders: string[], system: MemoryMidi) {
  const said: string[] = [];
  let end = () => {};
  const until = new Promise<void>((resolve) => {
    end = resolve;
  });
  const open = async () => ({ ...system, close: () => {} });
  return { said, end: () => end(), command: { folders, clock, until, open, say: (text: string) => said.push(text) } };
}

test('neonfern midi lists the controllers with their maps', async () => {
  const system = memoryMidi(clock);
  system.plug('APC MINI');
  system.plug('nanoKONTROL2', false);
  const { command: list, said } = command([READY], system);
  assert.equal(await runMidi(list, [], ''), 0);
  assert.deepEqual(said, ['APC MINI  Akai APC mini', 'nanoKONTROL2  Korg nanoKONTROL2  (no lights: it has no output)']);
});

test('neonfern midi monitor prints what comes and what it does', async () => {
  const system = memoryMidi(clock);
  const apc = system.plug('APC MINI');
  const { command: monitor, said, end } = command([READY], system);
  const run = runMidi(monitor, ['monitor', 'apc'], '');
  await eventually('it listens', () => said.some((line) => line.startsWith('listening')));
  apc.say('B0 30 7F');
  apc.say('F8');
  apc.say('90 53 7F');
  end();
  assert.equal(await run, 0);
  assert.deepEqual(said.slice(-4), [
    'APC MINI  ch 1  CC 48  127',
    '    → mix.1.weight set 1',
    'APC MINI  ch 1  note 83 on  127',
    '    → preset.next fires',
  ]);
});

test('neonfern midi learn writes the control that was moved, as what it is said to be', async (t) => {
  const own = await folder(t);
  const system = memoryMidi(clock);
  const box = system.plug('Strange Box');
  const { command: learn, said } = command([own, READY], system);
  const run = runMidi(learn, ['learn', 'mix.2.weight'], 'toggle');
  await eventually('it asks', () => said.some((line) => line.startsWith('move the control')));
  box.say('92 07 7F');
  assert.equal(await run, 0);
  const kept = JSON.parse(await readFile(join(own, 'learned', 'strange-box.json'), 'utf8')) as { controls: unknown };
  assert.deepEqual(kept.controls, [{ type: 'note', number: 7, mode: 'toggle', ch: 3, target: 'mix.2.weight' }]);
});

test('neonfern midi refuses a parameter, a mode and a word that it does not know', async () => {
  const { command: any } = command([READY], memoryMidi(clock));
  await assert.rejects(runMidi(any, ['learn', 'view.zom'], ''), /no parameter "view\.zom"/);
  await assert.rejects(runMidi(any, ['learn', 'view.zoom'], 'knob'), /no mode "knob"/);
  await assert.rejects(runMidi(any, ['listen'], ''), /expected monitor or learn PARAMETER, got "listen"/);
});
