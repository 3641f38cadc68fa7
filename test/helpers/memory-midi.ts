/** MIDI ports in memory: devices that a test plugs, pulls and plays, and reads what they were sent. */

import { EngineError } from '../../engine/errors.ts';
import type { MidiSystem } from '../../engine/ports.ts';

/** A device that is plugged in. */
export interface MemoryDevice {
  /** Every message that it was sent, in hex: "90 30 01". */
  readonly heard: string[];
  /** Let it say bytes, as numbers or in hex, at a time. */
  say(bytes: string | readonly number[], time?: number): void;
  unplug(): void;
}

export interface MemoryMidi extends MidiSystem {
  /** Plug a device in. @param output false for one that only speaks */
  plug(name: string, output?: boolean): MemoryDevice;
  /** Make a port refuse to open, as one that another program holds. */
  hold(name: string): void;
  /** Make the whole system fail. */
  fail(reason: string): void;
}

/** Make a system without devices. @param now gives the time of what is said without one */
export function memoryMidi(now: () => number = () => 0): MemoryMidi {
  const inputs = new Map<string, ((bytes: Uint8Array, time: number) => void) | undefined>();
  const outputs = new Map<string, string[]>();
  const held = new Set<string>();
  let failure = '';
  const open = (name: string, there: boolean) => {
    if (!there) throw new EngineError('midi', `${name} is gone`);
    if (held.has(name)) throw new EngineError('midi', `${name} cannot be opened`, 'close the program that holds it');
  };
  return {
    ports() {
      if (failure) throw new EngineError('midi', failure);
      return { inputs: [...inputs.keys()], outputs: [...outputs.keys()] };
    },
    openInput(name, onBytes) {
      open(name, inputs.has(name));
      inputs.set(name, onBytes);
      return { close: () => inputs.has(name) && inputs.set(name, undefined) };
    },
    openOutput(name) {
      open(name, outputs.has(name));
      return {
        send(bytes) {
          const heard = outputs.get(name);
          if (!heard) throw new EngineError('midi', `${name} is gone`);
          heard.push(hexOf(bytes));
        },
        close() {},
      };
    },
    plug(name, output = true) {
      const heard: string[] = [];
      inputs.set(name, undefined);
      if (output) outputs.set(name, heard);
      return {
        heard,
        say(bytes, time = now()) {
          inputs.get(name)?.(Uint8Array.from(typeof bytes === 'string' ? bytesOf(bytes) : bytes), time);
        },
        unplug() {
          inputs.delete(name);
          outputs.delete(name);
        },
      };
    },
    hold: (name) => held.add(name),
    fail(reason) {
      failure = reason;
    },
  };
}

/** Write bytes as hex: "B0 07 7F". */
export function hexOf(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
}

/** Read hex: the inverse of {@link hexOf}. */
export function bytesOf(hex: string): number[] {
  return hex
    .trim()
    .split(/\s+/)
    .map((byte) => Number.parseInt(byte, 16));
}
