/**
 * What a prompt begins as: the picture whose words are nearest to its own, among the presets and the start nets that come with
 * Neonfern. So something related is on the stage at once, whatever the optimizer is busy with.
 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Cppn } from '../cppn/cppn.ts';
import type { PresetLibrary } from '../cppn/preset.ts';
import { describeError } from '../errors.ts';
import { openSentences, type Sentences } from '../judge/sentences.io.ts';
import { cosine } from './distractors.ts';
import { parseStartNets, type StartNet } from './start-net-file.ts';

/** Finds start nets. */
export interface StartNets {
  /** The net that is nearest to a prompt by meaning; undefined when none can be told. Never rejects. */
  nearest(prompt: string): Promise<Cppn | undefined>;
  close(): void;
}

export interface StartNetOptions {
  /** The presets as they are now. */
  readonly presets: () => PresetLibrary;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
  /** What reads texts; a process of its own when not given. */
  readonly sentences?: Sentences;
}

/** Open them: the words of all that is there are read before the first prompt comes. */
export function openStartNets({ presets, notice, sentences = openSentences() }: StartNetOptions): StartNets {
  const say = (error: unknown) => notice('warning', `no start net can be chosen: ${describeError(error)}`);
  const shipped = readShipped().catch((error: unknown) => {
    say(error);
    return [];
  });
  const named = async (): Promise<StartNet[]> =>
    [...presets(), ...(await shipped)].filter(({ prompt }) => prompt !== '');
  void named()
    .then((all) => sentences.read(all.map(({ prompt }) => prompt)))
    .catch(say);
  return {
    async nearest(prompt) {
      try {
        const all = await named();
        const [own = [], ...others] = await sentences.read([prompt, ...all.map((preset) => preset.prompt)]);
        const near = others.map((other) => cosine(own, other));
        return all[near.indexOf(Math.max(...near))]?.net;
      } catch (error) {
        say(error);
        return undefined;
      }
    },
    close: () => sentences.close(),
  };
}

// Implementation

/** Small nets of common pictures, made by the optimizer as well. */
const FILE = fileURLToPath(new URL('../../models/start-nets/nets.safetensors', import.meta.url));

async function readShipped(): Promise<StartNet[]> {
  return parseStartNets(await readFile(FILE), 'models/start-nets/nets.safetensors');
}
