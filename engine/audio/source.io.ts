/**
 * Where a show's sound comes from: the line-in, a file or the demo track. Settings in, one AudioSource out. Without a
 * sound card the demo plays, and its status says why.
 */

import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../errors.ts';
import type { AudioSource, Clock } from '../ports.ts';
import { decodeAudioFile } from './audio-file.io.ts';
import { type LineInOptions, openLineIn } from './line-in.io.ts';
import { openPacedSource } from './paced-source.io.ts';

/** What the settings say about sound. */
export interface AudioSourceOptions extends LineInOptions {
  /** 'auto', 'line', 'demo' or 'file:PATH'. */
  readonly source: string;
  /** Whether a file starts again at its end; the demo always does. */
  readonly loop: boolean;
}

/** The demo track that comes with the package. */
export const DEMO_TRACK = fileURLToPath(new URL('./demo/neon-fern.ogg', import.meta.url));

/**
 * Open the sound that the settings ask for.
 *
 * A named device that is not there gives a source in state 'lost' whose reason names the nearest ones: the show starts
 * and the device may come later. 'auto' without a named device falls back to the demo.
 * @throws EngineError 'bad-argument' for an unknown source, 'audio-file' for a file that cannot be played, 'audio-system'
 * when a line-in was asked for and PortAudio is not installed
 */
export async function openAudioSource(options: AudioSourceOptions, clock: Clock): Promise<AudioSource> {
  const { source } = options;
  if (source === 'demo') return openDemo('demo track', options, clock);
  if (source.startsWith('file:')) {
    const path = source.slice('file:'.length);
    return openFile(path, `file ${basename(path)}`, options, clock);
  }
  if (source !== 'auto' && source !== 'line') {
    const expected = 'expected auto, line, demo or file:PATH';
    throw new EngineError('bad-argument', `audio: ${expected}, got "${source}"`, 'such as --audio file:track.flac');
  }
  const lineIn = await openLineIn(options, clock);
  const { status, broken } = lineIn;
  if (status.state !== 'lost') return lineIn;
  if (source === 'auto' && options.device === '' && options.hostApi === '') {
    await lineIn.close();
    return openDemo(`demo track (${withoutHint(status.reason)})`, options, clock);
  }
  if (!broken) return lineIn;
  await lineIn.close();
  throw new EngineError('audio-system', broken.message, `${broken.hint}; or play without it: --audio demo`);
}

/** Give a lost source's reason without what would mend it. */
export function withoutHint(reason: string): string {
  return reason.split(' — ', 1)[0] ?? reason;
}

// Implementation

function openDemo(label: string, options: AudioSourceOptions, clock: Clock): Promise<AudioSource> {
  return openFile(DEMO_TRACK, label, { ...options, loop: true }, clock, true);
}

async function openFile(
  path: string,
  label: string,
  { blockSize, loop }: AudioSourceOptions,
  clock: Clock,
  isDemo = false,
): Promise<AudioSource> {
  const sound = await decodeAudioFile(path);
  const source = sound.warning ? `${label} (${sound.warning})` : label;
  return openPacedSource(sound, { source, blockSize, loop, isDemo }, clock);
}
