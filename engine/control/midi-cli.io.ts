/** `neonfern midi`: lists the controllers, prints what they send and what it does, and learns, without a show. */

import { EngineError, nearestWord } from '../errors.ts';
import type { Clock, MidiSystem } from '../ports.ts';
import { applyEvents, defaultControls } from './control-state.ts';
import { createMidiHub, type MidiHub } from './midi-hub.ts';
import { CONTROL_MODES, type ControlMode } from './midi-map-schema.ts';
import { type MapStore, openMapStore } from './midi-maps.io.ts';
import { describeMidi, type MidiMessage } from './midi-message.ts';
import { openMidiSystem } from './midi-port.io.ts';
import type { ControlEvent } from './parameter.ts';
import { findParam, REGISTRY } from './registry.ts';

/** What a command needs of the world. */
export interface MidiCommand {
  readonly folders: readonly string[];
  readonly clock: Clock;
  readonly say: (text: string) => void;
  /** Settles when the person has had enough; by default on Ctrl-C. */
  readonly until?: Promise<unknown>;
  /** Instead of the machine's own ports. */
  readonly open?: () => Promise<MidiSystem & { close(): void }>;
}

/**
 * Run `neonfern midi …`.
 * @param words what follows "midi": nothing, monitor [DEVICE], learn PARAMETER
 * @throws EngineError 'bad-argument' for other words, 'midi' where the system has none
 */
export async function runMidi(command: MidiCommand, words: readonly string[], mode: string): Promise<number> {
  const [what = 'list', which = ''] = words;
  if (what === 'list') return listMidi(command);
  if (what === 'monitor') return monitorMidi(command, which);
  if (what === 'learn' && which) return learnMidi(command, which, mode);
  throw new EngineError(
    'bad-argument',
    `midi: expected monitor or learn PARAMETER, got "${what}"`,
    'see neonfern help',
  );
}

/** Print every controller with its map. @returns the exit status · @throws EngineError 'midi' where the system has none */
export function listMidi(command: MidiCommand): Promise<number> {
  return withHub(command, {}, async ({ status }) => {
    if (status.devices.length === 0) command.say('no controller: plug one in');
    for (const { name, map, hasOutput } of status.devices) {
      command.say(
        `${name}  ${map || 'no map: learn its controls'}${hasOutput ? '' : '  (no lights: it has no output)'}`,
      );
    }
    return 0;
  });
}

/** Print each message and what it does. @param device a part of the name of the only one listened to; empty for all */
export function monitorMidi(command: MidiCommand, device: string): Promise<number> {
  const { say } = command;
  const wanted = (name: string) => name.toLowerCase().includes(device.toLowerCase());
  let tempo = 0;
  const onMessage = (name: string, message: MidiMessage) => {
    // A clock would fill the screen; its tempo is told instead.
    if (wanted(name) && !['clock', 'active-sensing', 'quarter-frame'].includes(message.type)) {
      say(`${name}  ${describeMidi(message)}`);
    }
  };
  const emit = ({ param, op, value }: ControlEvent) =>
    say(`    → ${param} ${op === 'trigger' ? 'fires' : `${op} ${value}`}`);
  const tell = (bpm: number, isRunning: boolean) => {
    if (Math.round(10 * bpm) === Math.round(10 * tempo)) return;
    tempo = bpm;
    say(`clock  ${bpm.toFixed(1)} beats a minute${isRunning ? '' : ', stopped'}`);
  };
  return withHub(command, { onMessage, emit, tell, say }, async () => {
    say('listening; move something, or end with Ctrl-C');
    await (command.until ?? stopped());
    return 0;
  });
}

/**
 * Wait for a hand to move a control, and put it on a parameter.
 * @param mode what the control is, where learn would take it for something else; empty to let learn tell
 * @throws EngineError 'bad-argument' for a parameter or a mode that does not exist
 */
export function learnMidi(command: MidiCommand, param: string, mode: string): Promise<number> {
  if (!findParam(param)) {
    const near = nearestWord(
      param,
      REGISTRY.map(({ id }) => id),
    );
    throw new EngineError(
      'bad-argument',
      `no parameter "${param}"`,
      near ? `did you mean "${near}"?` : 'see docs/parameters.md',
    );
  }
  const known = CONTROL_MODES.find((one) => one === mode);
  if (mode && !known) throw new EngineError('bad-argument', `no mode "${mode}"`, `known: ${CONTROL_MODES.join(', ')}`);
  return withHub(command, { say: command.say }, async (hub, store) => {
    command.say(`move the control for ${param}; knobs a little to the right and back`);
    hub.learn(param);
    let ended = false;
    void (command.until ?? stopped()).then(() => {
      ended = true;
    });
    while (!ended && hub.status.learn.phase === 'listening') await pause();
    if (hub.status.learn.phase === 'learned' && known) hub.relearn(known as ControlMode);
    const { phase, text } = hub.status.learn;
    // The file is written before the program ends: closing the store waits for it.
    await store.close();
    if (phase === 'refused') command.say(text);
    return phase === 'learned' ? 0 : 1;
  });
}

// Implementation

interface Told {
  readonly onMessage?: (device: string, message: MidiMessage) => void;
  readonly emit?: (event: ControlEvent) => void;
  readonly tell?: (bpm: number, isRunning: boolean) => void;
  readonly say?: (text: string) => void;
}

async function withHub(
  { folders, clock, open = () => openMidiSystem(clock) }: MidiCommand,
  told: Told,
  run: (hub: MidiHub, store: MapStore) => Promise<number>,
): Promise<number> {
  const system = await open();
  const store = await openMapStore(folders);
  let state = defaultControls();
  const hub: MidiHub = createMidiHub({
    system,
    clock,
    maps: () => store.maps,
    learned: () => store.learned,
    view: { value: (id) => state.targets[id], presets: () => [] },
    emit(event) {
      state = applyEvents(state, [event]);
      told.emit?.(event);
    },
    tempo: ({ bpm, isRunning }) => told.tell?.(bpm, isRunning),
    notice: (_, text) => told.say?.(text),
    keep: (device, control) => void store.keep(device, control).catch((error: unknown) => told.say?.(String(error))),
    forget: () => {},
    ...(told.onMessage ? { onMessage: told.onMessage } : {}),
  });
  store.onChange = () => hub.reload();
  for (const line of store.refused) told.say?.(line);
  const timers = [setInterval(() => hub.tick(), 20), setInterval(() => hub.scan(), 300)];
  try {
    hub.scan();
    return await run(hub, store);
  } finally {
    for (const timer of timers) clearInterval(timer);
    hub.close();
    system.close();
    await store.close();
  }
}

function stopped(): Promise<void> {
  return new Promise((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
