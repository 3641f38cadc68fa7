/** The CLIP checkpoints that `neonfern clip fetch` knows by name. */

import { EngineError, nearestWord } from '../errors.ts';

/** A checkpoint on the Hugging Face hub. */
export interface KnownClip {
  readonly name: string;
  readonly repo: string;
  /** Of the weights, about. */
  readonly megabytes: number;
  readonly licence: string;
  readonly note: string;
}

/** The table, the smallest first. Hashes come from the hub with each file, so that a checkpoint that is mended there stays right. */
export const KNOWN_CLIPS: readonly KnownClip[] = [
  {
    name: 'tinyclip-vit-8m-16',
    repo: 'wkcn/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M',
    megabytes: 94,
    licence: 'MIT',
    note: 'small and quick',
  },
  {
    name: 'clip-vit-base-patch16',
    repo: 'openai/clip-vit-base-patch16',
    megabytes: 599,
    licence: 'MIT',
    note: 'finer than patch32, four times the work',
  },
  {
    name: 'clip-vit-base-patch32',
    repo: 'openai/clip-vit-base-patch32',
    megabytes: 605,
    licence: 'MIT',
    note: 'the usual choice',
  },
  {
    name: 'clip-vit-b-32-laion2b',
    repo: 'laion/CLIP-ViT-B-32-laion2B-s34B-b79K',
    megabytes: 605,
    licence: 'MIT',
    note: 'the same size, other training data',
  },
  {
    name: 'clip-vit-large-patch14',
    repo: 'openai/clip-vit-large-patch14',
    megabytes: 1711,
    licence: 'MIT',
    note: 'for a GPU',
  },
];

/** What of a repository is needed; the weights come last, so that a wrong repository is found early. */
export const CLIP_FILES = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'model.safetensors'] as const;

/** Find a checkpoint by name, or take `OWNER/REPO` as one. @throws EngineError 'bad-argument' */
export function knownClip(name: string): KnownClip {
  const known = KNOWN_CLIPS.find((clip) => clip.name === name || clip.repo === name);
  if (known) return known;
  if (/^[\w.-]+\/[\w.-]+$/.test(name)) {
    return { name: name.replace('/', '--'), repo: name, megabytes: 0, licence: 'see its page', note: '' };
  }
  const names = KNOWN_CLIPS.map((clip) => clip.name);
  const near = nearestWord(name, names);
  const hint = near ? `did you mean "${near}"?` : `known are ${names.join(', ')}; any other as OWNER/REPO`;
  throw new EngineError('bad-argument', `unknown checkpoint "${name}"`, hint);
}
