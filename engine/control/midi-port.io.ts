/**
 * The machine's MIDI ports through RtMidi, by the package `@julusian/midi`: ALSA, Core MIDI and WinMM. The only file that knows
 * the package; everything else sees a `MidiSystem`.
 *
 * Not through `easymidi`, which is a layer of names over the same binding: a map needs the bytes; its time code reader forgets its
 * pieces between calls; and it asks for ports by making new clients, once a second for hours.
 */

import { existsSync } from 'node:fs';
import type { Input, Output } from '@julusian/midi';
import { describeError, EngineError } from '../errors.ts';
import type { Clock, MidiSystem } from '../ports.ts';
import { numbered } from './midi-name.ts';
import { createStamp } from './midi-stamp.ts';

/**
 * Open the system's MIDI.
 * @throws EngineError 'midi' when the package or the system has none: one line of what is missing and how to mend it
 */
export async function openMidiSystem(clock: Clock): Promise<MidiSystem & { close(): void }> {
  // Asked before the library is: it would print ALSA's complaints for each attempt.
  if (process.platform === 'linux' && !existsSync('/dev/snd/seq')) {
    throw new EngineError('midi', 'the system has no MIDI sequencer', 'modprobe snd-seq');
  }
  const midi = await import('@julusian/midi').catch((error: unknown) => {
    throw new EngineError('midi', `@julusian/midi: ${firstLine(error)}`, 'npm install @julusian/midi');
  });
  const [input, output] = opened(() => [new midi.Input(), new midi.Output()] as const, 'the system’s MIDI');
  return {
    ports: () => ({ inputs: namesOf(input), outputs: namesOf(output) }),
    openInput(name, onBytes) {
      const port = opened(() => new midi.Input(), name);
      const stamp = createStamp(clock);
      port.on('messageBuffer', (delta, bytes) => onBytes(bytes, stamp(delta)));
      // SysEx, timing and active sensing are all wanted: clock and time code are timing.
      port.ignoreTypes(false, false, false);
      openByName(port, name);
      return { close: () => port.destroy() };
    },
    openOutput(name) {
      const port = opened(() => new midi.Output(), name);
      openByName(port, name);
      return {
        send: (bytes) => port.sendMessage([...bytes]),
        close: () => port.destroy(),
      };
    },
    close() {
      input.destroy();
      output.destroy();
    },
  };
}

// Implementation

type Port = Pick<Input | Output, 'getPortCount' | 'getPortName' | 'openPort' | 'isPortOpen' | 'destroy'>;

/** Two devices of one kind have one name on some systems: the second is "name #2". */
function namesOf(port: Port): string[] {
  return numbered(Array.from({ length: port.getPortCount() }, (_, i) => port.getPortName(i)));
}

function openByName(port: Port, name: string): void {
  try {
    const at = namesOf(port).indexOf(name);
    if (at < 0) throw new EngineError('midi', `${name} is gone`, 'plug it in again');
    opened(() => port.openPort(at), name);
    if (!port.isPortOpen())
      throw new EngineError('midi', `${name} cannot be opened`, 'close the program that holds it');
  } catch (error) {
    port.destroy();
    throw error;
  }
}

function opened<T>(open: () => T, name: string): T {
  try {
    return open();
  } catch (error) {
    throw new EngineError('midi', `${name} cannot be opened: ${firstLine(error)}`, 'close the program that holds it');
  }
}

function firstLine(error: unknown): string {
  return describeError(error).split('\n')[0] ?? '';
}
