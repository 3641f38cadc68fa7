/**
 * Listening to something else while the show runs: the old sound plays until the new one sounds, and stays where it does not.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openChosenSource } from '../../engine/audio/choice.io.ts';
import type { AudioSourceOptions } from '../../engine/audio/source.io.ts';
import { openAudioInputs } from '../../engine/audio-inputs.io.ts';
import { monotonicClock } from '../../engine/clock.io.ts';
import type { ControlEvent } from '../../engine/control/parameter.ts';
import { EngineError } from '../../engine/errors.ts';
import type { AudioSource, AudioStatus } from '../../engine/ports.ts';
import { eventually } from '../helpers/engine-process.ts';

const SETTINGS: AudioSourceOptions = {
  source: 'auto',
  device: '',
  hostApi: '',
  channels: [1, 2],
  sampleRate: 0,
  blockSize: 256,
  loop: true,
};

interface Fake extends AudioSource {
  readonly name: string;
  isClosed: boolean;
  beat(): void;
}

/** A machine with the inputs 'mixer' and 'deck', 'away' that does not open, and 'slow' that waits to be let go. */
function machine() {
  const opened: Fake[] = [];
  let letGo = () => {};
  const open = async ({ source, device }: AudioSourceOptions): Promise<AudioSource> => {
    const name = source === 'auto' ? 'settings' : source === 'demo' ? 'demo' : device;
    if (name === 'no system') throw new EngineError('audio-system', 'PortAudio is not installed', 'install it');
    if (name === 'slow') {
      await new Promise<void>((done) => {
        letGo = done;
      });
    }
    const status: AudioStatus =
      name === 'away'
        ? { state: 'lost', source: name, reason: 'no input device "away"; nearest: "mixer"' }
        : { state: 'running', source: name, sampleRate: 48000, channels: 2 };
    const made: Fake = {
      name,
      status,
      isDemo: name === 'demo',
      isClosed: false,
      onBlock: () => {},
      onStatus: () => {},
      beat: () =>
        made.onBlock({ samples: new Float32Array(2), frames: 1, channels: 2, sampleRate: 48000, time: opened.length }),
      async close() {
        made.isClosed = true;
      },
    };
    opened.push(made);
    return made;
  };
  return { open, opened, letGo: () => letGo() };
}

test('a chosen input takes over, is said, and the one before is closed and heard no more', async () => {
  const { open, opened } = machine();
  const source = await openChosenSource(SETTINGS, '', monotonicClock, open);
  const said: string[] = [];
  let blocks = 0;
  source.onStatus = (status) => said.push(status.source);
  source.onBlock = () => blocks++;
  await source.choose('mixer');
  assert.deepEqual([source.choice, source.status.source, source.isDemo], ['mixer', 'mixer', false]);
  assert.deepEqual(said, ['mixer']);
  const [old, now] = opened;
  assert.ok(old?.isClosed && !now?.isClosed);
  old?.beat();
  now?.beat();
  assert.equal(blocks, 1);
  await source.choose('demo');
  assert.equal(source.isDemo, true);
});

for (const [wanted, reason] of [
  ['away', /no input device "away".*settings stays/],
  ['no system', /PortAudio is not installed/],
] as const) {
  test(`a choice that fails says so in one line and the old one plays on: ${wanted}`, async () => {
    const { open, opened } = machine();
    const source = await openChosenSource(SETTINGS, '', monotonicClock, open);
    const lines: string[] = [];
    const events: ControlEvent[] = [];
    const inputs = openAudioInputs({
      source,
      control: (event) => events.push(event),
      notice: (_, text) => lines.push(text),
      sendInputs: () => {},
    });
    inputs.sendParams({ 'audio.input': '' });
    inputs.sendParams({ 'audio.input': wanted, 'audio.gain': 0 });
    await eventually('it is said', () => lines.length === 1);
    assert.match(lines[0] ?? '', reason);
    assert.doesNotMatch(lines[0] ?? '', /\n/);
    assert.deepEqual(events, [{ param: 'audio.input', op: 'set', value: '', origin: 'engine' }]);
    assert.equal(source.status.source, 'settings');
    assert.equal(opened[0]?.isClosed, false);
    for (const tried of opened.slice(1)) assert.ok(tried.isClosed);
  });
}

test('of two choices the last one counts, also when the first is slower', async () => {
  const { open, opened, letGo } = machine();
  const source = await openChosenSource(SETTINGS, '', monotonicClock, open);
  const slow = source.choose('slow');
  await source.choose('deck');
  letGo();
  await slow;
  assert.equal(source.choice, 'deck');
  assert.ok(opened.find(({ name }) => name === 'slow')?.isClosed);
});

test('what the session remembers is looked for; where sound cannot be opened at all, the settings decide', async () => {
  const { open } = machine();
  const away = await openChosenSource(SETTINGS, 'away', monotonicClock, open);
  assert.deepEqual([away.choice, away.status.state], ['away', 'lost']);
  const none = await openChosenSource(SETTINGS, 'no system', monotonicClock, open);
  assert.deepEqual([none.choice, none.status.source], ['', 'settings']);
});
