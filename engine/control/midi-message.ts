/**
 * MIDI bytes and what they mean: the first step of every controller's path. Bytes in, messages out, and back.
 * Any bytes give messages or nothing, never an error: running status, messages cut in two, real-time bytes within others and
 * SysEx of any length are taken as the specification has it.
 * @see The Complete MIDI 1.0 Detailed Specification, MIDI Association, 1996
 */

/** Channels are 1…16, as people and controllers' manuals count them. 7-bit values are 0…127, 14-bit ones 0…16383. */
export type MidiMessage =
  | { readonly type: 'note-on'; readonly channel: number; readonly note: number; readonly velocity: number }
  | { readonly type: 'note-off'; readonly channel: number; readonly note: number; readonly velocity: number }
  | { readonly type: 'poly-pressure'; readonly channel: number; readonly note: number; readonly value: number }
  | { readonly type: 'cc'; readonly channel: number; readonly number: number; readonly value: number }
  | { readonly type: 'program'; readonly channel: number; readonly number: number }
  | { readonly type: 'pressure'; readonly channel: number; readonly value: number }
  | { readonly type: 'bend'; readonly channel: number; readonly value: number }
  /** Whole, from F0 to F7. */
  | { readonly type: 'sysex'; readonly bytes: readonly number[] }
  /** A quarter frame of MIDI time code: which of the eight pieces, and its four bits. */
  | { readonly type: 'quarter-frame'; readonly piece: number; readonly value: number }
  /** In sixteenth notes from the song's start. */
  | { readonly type: 'song-position'; readonly sixteenths: number }
  | { readonly type: 'song-select'; readonly number: number }
  | {
      readonly type: 'tune-request' | 'clock' | 'start' | 'continue' | 'stop' | 'active-sensing' | 'reset';
    };

/** Reads a stream of bytes. It remembers what one call left unfinished. */
export interface MidiParser {
  /** Take bytes as they came; give the messages that they finish, in order. Never throws. */
  push(bytes: Iterable<number>): MidiMessage[];
}

/** A SysEx message longer than this is dropped: no controller's map needs one. */
export const MAX_SYSEX_BYTES = 4096;

/** Make a parser for one port. A note-on of velocity 0 comes out as a note-off, which it is. */
export function createMidiParser(): MidiParser {
  let status = 0;
  let data: number[] = [];
  let sysex: number[] | undefined;

  function take(byte: number, out: MidiMessage[]): void {
    if (byte >= 0xf8) {
      const type = REAL_TIME[byte];
      if (type) out.push({ type });
      return;
    }
    if (sysex && byte < 0x80) {
      if (sysex.length < MAX_SYSEX_BYTES) sysex.push(byte);
      return;
    }
    if (byte === 0xf7) {
      if (sysex && sysex.length < MAX_SYSEX_BYTES) out.push({ type: 'sysex', bytes: [...sysex, 0xf7] });
      sysex = undefined;
      status = 0;
      return;
    }
    if (byte >= 0x80) {
      // Any status but a real-time one ends a SysEx that lacks its end.
      sysex = byte === 0xf0 ? [0xf0] : undefined;
      status = byte === 0xf0 ? 0 : byte;
      data = [];
      if (byte === 0xf6) out.push({ type: 'tune-request' });
      if (byte === 0xf0 || DATA_BYTES[byte] === 0 || (byte > 0xf0 && DATA_BYTES[byte] === undefined)) status = 0;
      return;
    }
    if (status === 0) return;
    data.push(byte);
    const [first = 0, second = 0] = data;
    if (data.length < dataBytes(status)) return;
    out.push(messageOf(status, first, second));
    data = [];
    // Running status holds for channel messages only.
    if (status >= 0xf0) status = 0;
  }

  return {
    push(bytes) {
      const out: MidiMessage[] = [];
      for (const byte of bytes) take(byte & 0xff, out);
      return out;
    },
  };
}

/** Give a message's bytes: the inverse of the parser. Values out of range are wrapped to their 7 bits. */
export function encodeMidi(message: MidiMessage): number[] {
  switch (message.type) {
    case 'note-on':
      return [0x90 | lane(message.channel), message.note & 0x7f, message.velocity & 0x7f];
    case 'note-off':
      return [0x80 | lane(message.channel), message.note & 0x7f, message.velocity & 0x7f];
    case 'poly-pressure':
      return [0xa0 | lane(message.channel), message.note & 0x7f, message.value & 0x7f];
    case 'cc':
      return [0xb0 | lane(message.channel), message.number & 0x7f, message.value & 0x7f];
    case 'program':
      return [0xc0 | lane(message.channel), message.number & 0x7f];
    case 'pressure':
      return [0xd0 | lane(message.channel), message.value & 0x7f];
    case 'bend':
      return [0xe0 | lane(message.channel), message.value & 0x7f, (message.value >> 7) & 0x7f];
    case 'sysex':
      return [...message.bytes];
    case 'quarter-frame':
      return [0xf1, ((message.piece & 7) << 4) | (message.value & 0xf)];
    case 'song-position':
      return [0xf2, message.sixteenths & 0x7f, (message.sixteenths >> 7) & 0x7f];
    case 'song-select':
      return [0xf3, message.number & 0x7f];
    case 'tune-request':
      return [0xf6];
    default:
      return [Number(Object.entries(REAL_TIME).find(([, type]) => type === message.type)?.[0])];
  }
}

/** Write a message for a person: `ch 1  CC 48  127`. */
export function describeMidi(message: MidiMessage): string {
  switch (message.type) {
    case 'note-on':
    case 'note-off':
      return `ch ${message.channel}  note ${message.note} ${message.type === 'note-on' ? 'on' : 'off'}  ${message.velocity}`;
    case 'poly-pressure':
      return `ch ${message.channel}  pressure of note ${message.note}  ${message.value}`;
    case 'cc':
      return `ch ${message.channel}  CC ${message.number}  ${message.value}`;
    case 'program':
      return `ch ${message.channel}  program ${message.number}`;
    case 'pressure':
      return `ch ${message.channel}  pressure  ${message.value}`;
    case 'bend':
      return `ch ${message.channel}  pitch bend  ${message.value}`;
    case 'sysex':
      return `SysEx  ${message.bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ')}`;
    case 'quarter-frame':
      return `time code piece ${message.piece}  ${message.value}`;
    case 'song-position':
      return `song position  ${message.sixteenths} sixteenths`;
    case 'song-select':
      return `song ${message.number}`;
    default:
      return message.type;
  }
}

// Implementation

const REAL_TIME: Readonly<Record<number, 'clock' | 'start' | 'continue' | 'stop' | 'active-sensing' | 'reset'>> = {
  248: 'clock',
  250: 'start',
  251: 'continue',
  252: 'stop',
  254: 'active-sensing',
  255: 'reset',
};

/** Data bytes after each system common status; F4, F5 are undefined and swallow what follows. */
const DATA_BYTES: Readonly<Record<number, number>> = { 241: 1, 242: 2, 243: 1, 246: 0 };

function dataBytes(status: number): number {
  if (status >= 0xf0) return DATA_BYTES[status] ?? 0;
  return (status & 0xf0) === 0xc0 || (status & 0xf0) === 0xd0 ? 1 : 2;
}

function messageOf(status: number, first: number, second: number): MidiMessage {
  const channel = (status & 0xf) + 1;
  switch (status >= 0xf0 ? status : status & 0xf0) {
    case 0x80:
      return { type: 'note-off', channel, note: first, velocity: second };
    case 0x90:
      return { type: second > 0 ? 'note-on' : 'note-off', channel, note: first, velocity: second };
    case 0xa0:
      return { type: 'poly-pressure', channel, note: first, value: second };
    case 0xb0:
      return { type: 'cc', channel, number: first, value: second };
    case 0xc0:
      return { type: 'program', channel, number: first };
    case 0xd0:
      return { type: 'pressure', channel, value: first };
    case 0xe0:
      return { type: 'bend', channel, value: first | (second << 7) };
    case 0xf1:
      return { type: 'quarter-frame', piece: first >> 4, value: first & 0xf };
    case 0xf2:
      return { type: 'song-position', sixteenths: first | (second << 7) };
    default:
      return { type: 'song-select', number: first };
  }
}

function lane(channel: number): number {
  return (channel - 1) & 0xf;
}
