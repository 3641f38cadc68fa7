/**
 * The ready maps, from literal bytes: what each device sends becomes what its map says, and what the show is at becomes what the
 * device is sent. The bytes are the devices' own, from their makers' manuals and from public mappings.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultControls } from '../../../engine/control/control-state.ts';
import { type MidiMap, mapFor, parseMidiMap } from '../../../engine/control/midi-map.ts';
import { createMidiParser } from '../../../engine/control/midi-message.ts';
import { createSurface, type Surface } from '../../../engine/control/midi-surface.ts';
import type { ParamValue } from '../../../engine/control/parameter.ts';
import { bytesOf, hexOf } from '../../helpers/memory-midi.ts';

const FOLDER = join(import.meta.dirname, '../../../midi-maps');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));
const readMap = (file: string) => parseMidiMap(file, readFileSync(join(FOLDER, file), 'utf8'));
const MAPS = FILES.map(readMap);

/** A device under its map, and a show that does what it asks. */
function rig(map: MidiMap) {
  const values: Record<string, ParamValue> = { ...defaultControls().targets };
  const surface: Surface = createSurface(map, { value: (id) => values[id], presets: () => ['fern', 'coral', 'moons'] });
  const parser = createMidiParser();
  let now = 0;
  return {
    values,
    /** Let it send; give "param value" of each event. */
    send(hex: string): string[] {
      now += 1;
      const events = parser.push(bytesOf(hex)).flatMap((message) => surface.hear(message, now));
      for (const { param, op, value } of [...events, ...surface.flush(now + 1)])
        if (op === 'set') values[param] = value;
      return events.map(
        ({ param, op, value }) =>
          `${param} ${op === 'set' ? rounded(value) : op}${op === 'delta' ? ` ${rounded(value)}` : ''}`,
      );
    },
    /** Give what it is sent until nothing more is due. */
    told(): string[] {
      const all: string[] = [];
      for (let i = 0; i < 20; i++) {
        now += 1;
        all.push(...surface.answer(now).map(hexOf));
      }
      return all;
    },
    surface,
  };
}

const rounded = (value: ParamValue) => (typeof value === 'number' ? Number(value.toFixed(3)) : value);

interface Case {
  readonly file: string;
  /** Names that systems give its port: all must find this map. */
  readonly ports: readonly string[];
  /** Bytes that the device sends, and what they ask for. */
  readonly says: readonly (readonly [string, string, ...string[]])[];
  /** What becomes set, and bytes that the device must be sent then. */
  readonly hears: readonly (readonly [string, ParamValue, ...string[]])[];
  /** Bytes that it is sent first when it is connected. */
  readonly first?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    file: 'akai-apc-mini.json',
    ports: ['APC MINI', 'APC MINI MIDI 1', 'APC mini'],
    says: [
      ['fader 1, up to the top', 'B0 30 7F', 'mix.1.weight 1'],
      ['fader 8 through its middle', 'B0 37 00', 'mix.8.weight 0'],
      ['the master fader', 'B0 38 7F', 'master.brightness 1'],
      ['the pad at the upper left', '90 38 7F', 'preset.number 1'],
      ['the pad below it', '90 30 7F', 'preset.number 9'],
      ['the pad at the lower left', '90 00 7F', 'mix.1.weight 0'],
      ['a snapshot pad', '90 18 7F', 'snapshot.recall 1'],
      ['the lowest scene button but two', '90 57 7F', 'master.blackout true'],
      ['a track button, held', '90 41 7F', 'mix.2.weight 1'],
      ['and let go', '80 41 7F', 'mix.2.weight 0'],
    ],
    hears: [
      ['master.blackout', true, '90 57 01'],
      ['preset.number', 3, '90 3A 01'],
      ['mix.4.weight', 0.5, '90 03 05'],
    ],
  },
  {
    file: 'akai-apc-mini-mk2.json',
    ports: ['APC mini mk2 Control', 'APC mini mk2 MIDI 1', 'APC mini mk2'],
    says: [
      ['fader 1', 'B0 30 7F', 'mix.1.weight 1'],
      ['the master fader', 'B0 38 7F', 'master.brightness 1'],
      ['the pad at the upper left', '90 38 7F', 'preset.number 1'],
      ['blackout on the right', '90 75 7F', 'master.blackout true'],
      ['a track button, held', '90 66 7F', 'mix.3.weight 1'],
      ['shift and a snapshot pad save', '90 7A 7F 90 18 7F', 'snapshot.save 1'],
      ['without shift it recalls', '80 7A 00 90 18 7F', 'snapshot.recall 1'],
    ],
    hears: [
      ['preset.number', 2, '96 39 15'],
      ['snapshot.recall', 16, '96 17 05'],
      ['master.freeze', true, '90 74 01'],
    ],
  },
  {
    file: 'akai-midimix.json',
    ports: ['MIDI Mix', 'MIDI Mix MIDI 1'],
    says: [
      ['fader 1', 'B0 13 7F', 'mix.1.weight 1'],
      ['fader 8', 'B0 3D 00', 'mix.8.weight 0'],
      ['the master fader', 'B0 3E 7F', 'master.brightness 1'],
      ['the first upper knob, in the middle', 'B0 10 40', 'view.zoom 1'],
      ['the last lower knob', 'B0 3C 04', 'snapshot.time 1.875'],
      ['mute 3', '90 07 7F', 'mix.3.weight 1'],
      ['solo with mute 2, held', '90 05 7F', 'mix.2.weight 1'],
      ['and let go', '80 05 7F', 'mix.2.weight 0'],
      ['rec arm 6', '90 12 7F', 'preset.number 6'],
      ['rec arm 8', '90 18 7F', 'master.blackout true'],
      ['bank right', '90 1A 7F', 'preset.next trigger'],
    ],
    hears: [
      ['mix.2.weight', 1, '90 04 7F'],
      ['master.freeze', true, '90 15 7F'],
    ],
  },
  {
    file: 'akai-apc40-mk2.json',
    ports: ['APC40 mkII', 'APC40 mkII MIDI 1', 'Akai APC40 MkII'],
    first: ['F0 47 7F 29 60 00 04 41 00 00 00 F7'],
    says: [
      ['fader 1', 'B0 07 7F', 'mix.1.weight 1'],
      ['fader 8', 'B7 07 00', 'mix.8.weight 0'],
      ['the master fader', 'B0 0E 7F', 'master.brightness 1'],
      ['the crossfader', 'B0 0F 00', 'crossfader.position 0'],
      ['device knob 1', 'B0 10 7F', 'view.zoom 4'],
      ['the cue knob, one click right', 'B0 2F 01', 'latent.drift delta 0.008'],
      ['the cue knob, two clicks left', 'B0 2F 7E', 'latent.drift delta -0.016'],
      ['the clip at the upper left', '90 20 7F', 'preset.number 1'],
      ['the clip at the lower right', '90 07 7F', 'preset.number 40'],
      ['track 3’s stop, held', '92 34 7F', 'mix.3.weight 1'],
      ['track 4’s select', '93 33 7F', 'snapshot.recall 4'],
      ['tap tempo', '90 63 7F', 'tempo.tap trigger'],
      ['record', '90 5D 7F', 'master.blackout true'],
    ],
    hears: [
      ['preset.number', 1, '90 20 15'],
      ['view.zoom', 1, 'B0 10 40'],
      ['mix.2.weight', 1, '91 32 7F'],
    ],
  },
  {
    file: 'akai-mpd218.json',
    ports: ['MPD218', 'MPD218 MIDI 1', 'MPD218 Port A'],
    says: [
      ['pad 1 of bank A on channel 10', '99 24 40', 'preset.number 1'],
      ['pad 16 of bank B', '99 43 01', 'snapshot.recall 16'],
      ['pad 1 of bank C', '99 44 7F', 'master.blackout true'],
      ['knob 2 of bank A', 'B0 09 00', 'mix.2.weight 0'],
      ['knob 1 of bank B in the middle', 'B0 10 40', 'view.zoom 1'],
    ],
    hears: [['master.freeze', true, '90 45 7F']],
  },
  {
    file: 'korg-nanokontrol2.json',
    ports: ['nanoKONTROL2', 'nanoKONTROL2 nanoKONTROL2 _ CTR', 'nanoKONTROL2 SLIDER/KNOB'],
    says: [
      ['fader 1', 'B0 00 7F', 'mix.1.weight 1'],
      ['knob 1 in the middle', 'B0 10 40', 'view.zoom 1'],
      ['S 2, pressed', 'B0 21 7F', 'preset.number 2'],
      ['M 3, pressed', 'B0 32 7F', 'mix.3.weight 1'],
      ['play', 'B0 29 7F', 'tempo.tap trigger'],
      ['stop', 'B0 2A 7F', 'master.blackout true'],
      ['track right', 'B0 3B 7F', 'preset.bank delta 0.01'],
    ],
    hears: [
      ['master.blackout', true, 'B0 2A 7F'],
      ['preset.number', 8, 'B0 27 7F'],
    ],
  },
  {
    file: 'behringer-x-touch-mini.json',
    ports: ['X-TOUCH MINI', 'X-TOUCH MINI MIDI 1'],
    says: [
      ['encoder 1 of layer A', 'BA 01 20', 'mix.1.weight 0.25'],
      ['its push', '9A 00 7F', 'mix.1.weight 1'],
      ['button 1 of layer A', '9A 08 7F', 'preset.number 1'],
      ['button 16 of layer A', '9A 17 7F', 'master.blackout true'],
      ['the fader', 'BA 09 7F', 'master.brightness 1'],
      ['encoder 1 of layer B', 'BA 0B 7F', 'view.zoom 4'],
      ['its push brings the zoom back', '9A 18 7F', 'view.zoom 1'],
      ['button 8 of layer B', '9A 27 7F', 'snapshot.recall 8'],
    ],
    hears: [
      ['mix.2.weight', 0.5, 'BA 02 40'],
      ['master.freeze', true, '9A 16 7F', '9A 2E 7F'],
      ['view.zoom', 4, 'BA 0B 7F'],
    ],
  },
  {
    file: 'novation-launch-control-xl.json',
    ports: ['Launch Control XL', 'Launch Control XL MIDI 1', 'Launch Control XL 0'],
    first: ['F0 00 20 29 02 11 77 08 F7'],
    says: [
      ['fader 1', 'B8 4D 7F', 'mix.1.weight 1'],
      ['fader 8', 'B8 54 00', 'mix.8.weight 0'],
      ['send A 1 in the middle', 'B8 0D 40', 'view.zoom 1'],
      ['pan 6 in the middle', 'B8 36 40', 'audio.gain 0'],
      ['track focus 5', '98 39 7F', 'preset.number 5'],
      ['track control 1', '98 49 7F', 'mix.1.weight 0'],
      ['record arm', '98 6C 7F', 'master.blackout true'],
      ['right', 'B8 6B 7F', 'preset.next trigger'],
    ],
    hears: [
      ['preset.number', 5, '98 39 3C'],
      ['mix.2.weight', 1, '98 4A 3F'],
      ['master.blackout', true, '98 6C 3C'],
    ],
  },
  {
    file: 'novation-launchpad-mini-mk3.json',
    ports: ['LPMiniMK3 MIDI In', 'LPMiniMK3 MIDI Out', 'Launchpad Mini MK3 LPMiniMK3 MI', 'MIDIIN2 (LPMiniMK3 MIDI)'],
    first: ['F0 00 20 29 02 0D 0E 01 F7'],
    says: [
      ['the pad at the upper left', '90 51 7F', 'preset.number 1'],
      ['the pad at the lower left', '90 0B 7F', 'mix.1.weight 0'],
      ['User', 'B0 62 7F', 'master.blackout true'],
      ['►', 'B0 5E 7F', 'preset.next trigger'],
      ['▼ and the uppermost pad of column 3', 'B0 5C 7F 90 53 7F', 'mix.3.weight 1'],
      ['the lowest pad of column 3', '90 0D 7F', 'mix.3.weight 0'],
      ['the button at the lower right', 'B0 13 7F', 'master.brightness 0'],
    ],
    hears: [
      ['preset.number', 1, '90 51 15'],
      ['master.blackout', true, 'B0 62 05'],
      ['master.brightness', 1, 'B0 13 03', 'B0 59 03'],
    ],
  },
  {
    file: 'midi-fighter-twister.json',
    ports: ['Midi Fighter Twister', 'Midi Fighter Twister MIDI 1'],
    says: [
      ['encoder 1', 'B0 00 7F', 'mix.1.weight 1'],
      ['its push', 'B1 00 7F', 'mix.1.weight 0'],
      ['encoder 9', 'B0 08 40', 'view.zoom 1'],
      ['its push brings the zoom back', 'B1 08 7F', 'view.zoom 1'],
      ['encoder 1 of bank 3', 'B0 20 7F', 'input.1.amount 2'],
      ['the lower button on the right', 'B3 0D 7F', 'master.blackout true'],
    ],
    hears: [
      ['mix.3.weight', 0.5, 'B0 02 40', 'B1 02 32'],
      ['view.zoom', 4, 'B0 08 7F', 'B1 08 6E'],
    ],
  },
  {
    file: 'generic.json',
    ports: ['USB MIDI Keyboard', 'Some Thing'],
    says: [
      ['the volume', 'B0 07 7F', 'master.brightness 1'],
      ['a program change', 'C0 04', 'preset.number 5'],
      ['the bend wheel at its top', 'E0 7F 7F', 'view.rotation 0.5'],
      ['the bend wheel at rest', 'E0 00 40', 'view.rotation 0'],
      ['a drum pad', '99 24 50', 'preset.number 1'],
      ['a controller on any channel', 'B5 14 7F', 'mix.1.weight 1'],
    ],
    hears: [['preset.number', 2, '99 25 7F']],
  },
];

test('every map in the folder is tested here', () => {
  assert.deepEqual(CASES.map(({ file }) => file).sort(), FILES);
});

for (const { file, ports, says, hears, first = [] } of CASES) {
  test(`${file} leaves no control out`, () => {
    const map = readMap(file);
    assert.deepEqual(map.warnings, []);
    assert.ok(map.controls.length > 0);
  });

  for (const port of ports) {
    test(`"${port}" is given ${file}`, () => {
      const specific = [...MAPS.filter(({ match }) => !match.test('')), ...MAPS.filter(({ match }) => match.test(''))];
      assert.equal(mapFor(specific, port)?.file, file);
    });
  }

  test(`${file}: what its device sends`, () => {
    const { send } = rig(readMap(file));
    for (const [what, hex, ...events] of says) assert.deepEqual(send(hex).slice(-events.length), events, what);
  });

  test(`${file}: the same bytes one by one`, () => {
    const { send } = rig(readMap(file));
    for (const [what, hex, ...events] of says) {
      const heard = hex.split(' ').flatMap((byte) => send(byte));
      assert.deepEqual(heard.slice(-events.length), events, what);
    }
  });

  test(`${file}: what its device is sent`, () => {
    const { told, values } = rig(readMap(file));
    assert.deepEqual(told().slice(0, first.length), first, 'when it is connected');
    assert.deepEqual(told(), [], 'nothing more while nothing changes');
    for (const [param, value, ...bytes] of hears) {
      const before = values[param];
      values[param] = value;
      const sent = told();
      // What was so already was told when it was connected.
      if (before !== value)
        for (const hex of bytes) assert.ok(sent.includes(hex), `${param} ${value}: ${hex} in ${sent}`);
    }
  });
}
