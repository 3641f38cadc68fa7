/** Formats by literal first bytes, and checksums against the values that the formats' own tools wrote. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { flacFrames, oggChecksum } from '../../../engine/audio/audio-damage.ts';
import { id3Bytes, mp3FrameBytes, sniffAudioFormat } from '../../../engine/audio/audio-format.ts';

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A first Ogg page: 28 bytes of page header, then the packet. */
function ogg(packet: string): Uint8Array {
  return latin1(`OggS${'\0'.repeat(22)}\x01\x1e${packet}`);
}

/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame. */
function mp3(before: string): Uint8Array {
  const frame = `\xff\xfb\x90\x00${'\0'.repeat(413)}`;
  return latin1(before + frame + frame);
}

describe('a sound file’s format', () => {
  const known: readonly (readonly [string, Uint8Array, string])[] = [
    ['WAV', latin1('RIFF\0\0\0\0WAVEfmt '), 'wav'],
    ['FLAC', latin1('fLaC\0\0\0\x22'), 'flac'],
    ['FLAC behind an ID3 tag', latin1('ID3\x04\0\0\0\0\0\x02xxfLaC'), 'flac'],
    ['FLAC in Ogg', ogg('\x7fFLAC'), 'flac'],
    ['Vorbis in Ogg', ogg('\x01vorbis'), 'ogg-vorbis'],
    ['a bare MP3', mp3(''), 'mp3'],
    ['an MP3 behind an ID3 tag', mp3('ID3\x04\0\0\0\0\0\x02xx'), 'mp3'],
    ['an MP3 that begins amid a frame', mp3('amid a frame'), 'mp3'],
  ];
  for (const [title, bytes, format] of known) {
    test(`${title} is known by its content`, () => {
      assert.deepEqual(sniffAudioFormat(bytes), { supported: true, format });
    });
  }

  const named: readonly (readonly [string, Uint8Array])[] = [
    ['Ogg Opus', ogg('OpusHead')],
    ['AIFF', latin1('FORM\0\0\0\0AIFF')],
    ['MP4/M4A', latin1('\0\0\0\x20ftypM4A ')],
    ['64-bit WAV (RF64)', latin1('RF64\0\0\0\0WAVE')],
  ];
  for (const [name, bytes] of named) {
    test(`${name} is named, though it cannot be played`, () => {
      assert.deepEqual(sniffAudioFormat(bytes), { supported: false, name });
    });
  }

  test('one MPEG sync pattern alone is no MP3', () => {
    assert.equal(sniffAudioFormat(mp3('').subarray(0, 417 + 2)), undefined);
  });

  test('nothing at all is no format', () => assert.equal(sniffAudioFormat(new Uint8Array(0)), undefined));
});

describe('headers', () => {
  const frames: readonly (readonly [string, string, number])[] = [
    ['MPEG-1, 128 kbit/s, 44.1 kHz', '\xff\xfb\x90\x00', 417],
    ['the same, padded', '\xff\xfb\x92\x00', 418],
    ['MPEG-1, 320 kbit/s, 48 kHz', '\xff\xfb\xe4\x00', 960],
    ['MPEG-2, 64 kbit/s, 22.05 kHz', '\xff\xf3\x80\x00', 208],
    ['a free bit rate', '\xff\xfb\x00\x00', 0],
    ['a reserved sample rate', '\xff\xfb\x9c\x00', 0],
    ['layer II', '\xff\xfd\x90\x00', 0],
  ];
  for (const [title, header, length] of frames) {
    test(`an MP3 frame of ${title} is ${length} bytes`, () => assert.equal(mp3FrameBytes(latin1(header), 0), length));
  }

  test('an ID3 tag’s length is seven bits a byte, its own header included', () => {
    assert.equal(id3Bytes(latin1('ID3\x04\0\0\0\0\x02\x01')), 10 + 257);
  });

  test('a FLAC’s promised length is read from STREAMINFO', () => {
    const info = `\x10\0\x10\0\0\0\0\0\0\0\x0a\xc4\x42\xf0\x00\x02\x04\xcc${'\0'.repeat(16)}`;
    assert.equal(flacFrames(latin1(`fLaC\0\0\0\x22${info}`)), 132300);
  });

  test('an Ogg page’s checksum leaves its own field out', () => {
    const page = latin1(`OggS\0\x02${'\0'.repeat(20)}\x01\x01a`);
    const other = page.slice();
    other.set([1, 2, 3, 4], 22);
    assert.equal(oggChecksum(page), oggChecksum(other));
    page[28] = 0x62;
    assert.notEqual(oggChecksum(page), oggChecksum(other));
  });
});
