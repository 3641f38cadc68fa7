/**
 * A decoded sound played as if it came in by cable: blocks at the pace of the clock, each when its last sample is due.
 * Deadlines are counted from one anchor, so nothing drifts however late a timer fires; after a stall the anchor moves and
 * the sound goes on where it was, because a burst of old blocks would help nobody.
 */

import type { AudioSource, AudioStatus, Clock } from '../ports.ts';
import type { Seconds } from '../units.ts';
import type { DecodedAudio } from './audio-file.io.ts';

/** How a sound is played. */
export interface PacedOptions {
  /** What the person reads as its source. */
  readonly source: string;
  /** Frames. */
  readonly blockSize: number;
  /** From the start again at the end, without a gap; else the status becomes 'ended'. */
  readonly loop: boolean;
  readonly isDemo?: boolean;
}

/** Lateness that is made up for by sending the missed blocks at once; beyond it the anchor moves. */
const MOST_LATE: Seconds = 0.25;

/** Play a decoded sound into blocks, from the first call of the event loop on. The sound is kept, not copied. */
export function openPacedSource(sound: DecodedAudio, options: PacedOptions, clock: Clock): AudioSource {
  const { samples, channels, sampleRate } = sound;
  const total = samples.length / channels;
  const block = new Float32Array(options.blockSize * channels);
  let status: AudioStatus = { state: 'running', source: options.source, sampleRate, channels };
  let position = 0;
  let anchor = clock();
  let sent = 0;
  let timer: NodeJS.Timeout | undefined;

  const due = () => anchor + (sent + options.blockSize) / sampleRate;

  const send = () => {
    const frames = options.loop ? options.blockSize : Math.min(options.blockSize, total - position);
    for (let done = 0; done < frames; ) {
      const part = Math.min(frames - done, total - position);
      block.set(samples.subarray(position * channels, (position + part) * channels), done * channels);
      done += part;
      position = options.loop ? (position + part) % total : position + part;
    }
    const time = anchor + (sent + frames) / sampleRate;
    sent += frames;
    source.onBlock({ samples: block.subarray(0, frames * channels), frames, channels, sampleRate, time });
  };

  const play = () => {
    const now = clock();
    if (now - due() > MOST_LATE) {
      anchor = now - options.blockSize / sampleRate;
      sent = 0;
    }
    while (timer && due() <= now && position < total) send();
    if (!timer) return;
    if (position < total) timer = setTimeout(play, Math.max(1, Math.ceil((due() - clock()) * 1000)));
    else {
      status = { state: 'ended', source: options.source };
      source.onStatus(status);
    }
  };

  const source: AudioSource = {
    get status() {
      return status;
    },
    isDemo: options.isDemo === true,
    onBlock: () => {},
    onStatus: () => {},
    async close() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
  timer = setTimeout(play, 0);
  return source;
}
