/**
 * The sound that can be exchanged while the show runs. A choice in; the blocks and status of what was chosen out. The new source is
 * opened beside the old one and takes over when it sounds: one that does not changes nothing, and the old one plays on.
 */

import { EngineError } from '../errors.ts';
import type { AudioSource, Clock } from '../ports.ts';
import { type AudioSourceOptions, openAudioSource, withoutHint } from './source.io.ts';

/** A source that can be exchanged. */
export interface ChosenSource extends AudioSource {
  /** What is listened to, as it was chosen: a device's name, 'demo', or empty for what the settings say. */
  readonly choice: string;
  /**
   * Listen to something else. Of several choices under way the last one counts.
   * @throws EngineError 'audio-device' or 'audio-system' when it does not sound; what was heard before plays on
   */
  choose(choice: string): Promise<void>;
}

/** What opens a source; the tests' own where they have no sound card. */
export type OpenSource = (options: AudioSourceOptions, clock: Clock) => Promise<AudioSource>;

/**
 * Open what was chosen the night before, or what the settings say. A remembered device that is away is looked for, as any.
 * @throws EngineError as {@link openAudioSource} does for the settings
 */
export async function openChosenSource(
  options: AudioSourceOptions,
  remembered: string,
  clock: Clock,
  open: OpenSource = openAudioSource,
): Promise<ChosenSource> {
  let choice = remembered;
  let current = await open(optionsFor(options, remembered), clock).catch((error: unknown) => {
    if (remembered === '') throw error;
    choice = '';
    return open(options, clock);
  });
  let newest = 0;
  let isClosed = false;

  const source: ChosenSource = {
    get status() {
      return current.status;
    },
    get isDemo() {
      return current.isDemo === true;
    },
    get choice() {
      return choice;
    },
    onBlock: () => {},
    onStatus: () => {},
    async choose(wanted) {
      const mine = ++newest;
      if (wanted === choice) return;
      const next = await open(optionsFor(options, wanted), clock).catch((error: unknown) => {
        if (mine === newest) throw error;
      });
      if (!next) return;
      const { status } = next;
      if (isClosed || mine !== newest || status.state === 'lost') {
        await next.close();
        if (isClosed || mine !== newest || status.state !== 'lost') return;
        throw new EngineError('audio-device', withoutHint(status.reason), `${current.status.source} stays`);
      }
      const old = current;
      current = next;
      choice = wanted;
      attach(old, silent);
      attach(next, source);
      source.onStatus(next.status);
      await old.close();
    },
    async close() {
      isClosed = true;
      await current.close();
    },
  };
  attach(current, source);
  return source;
}

// Implementation

const silent: Pick<AudioSource, 'onBlock' | 'onStatus'> = { onBlock: () => {}, onStatus: () => {} };

function attach(from: AudioSource, to: Pick<AudioSource, 'onBlock' | 'onStatus'>): void {
  from.onBlock = (block) => to.onBlock(block);
  from.onStatus = (status) => to.onStatus(status);
}

function optionsFor(options: AudioSourceOptions, choice: string): AudioSourceOptions {
  if (choice === '') return options;
  if (choice === 'demo') return { ...options, source: 'demo' };
  return { ...options, source: 'line', device: choice, hostApi: '' };
}
