/**
 * CLIP's byte-pair tokenizer: text in, a row of ids out. The pairs are merged by Hugging Face's own library; what it does otherwise
 * than the reference is mended here.
 * @see Sennrich et al., "Neural machine translation of rare words with subword units", ACL 2016
 */

import { Tokenizer } from '@huggingface/tokenizers';
import { describeError } from '../errors.ts';
import { checkpointError } from './clip-config.ts';

/** Give a prompt's ids: start, words, end; cut to `positions`, the last one then the end. */
export type ClipTokenizer = (text: string, positions: number) => number[];

/**
 * Make a tokenizer from `tokenizer.json`.
 * @param where named in errors
 * @throws EngineError 'checkpoint:damaged-file' for text that is none
 */
export function createClipTokenizer(json: string, where: string): ClipTokenizer {
  try {
    return tokenizerOf(JSON.parse(json) as object);
  } catch (error) {
    throw checkpointError('damaged-file', `${where}: no tokenizer: ${describeError(error)}`);
  }
}

/**
 * Make a tokenizer from `merges.txt` alone: the vocabulary follows from it (bytes, bytes at a word's end, merges, start and end).
 * @throws EngineError 'checkpoint:damaged-file' for text that is none
 */
export function createMergesTokenizer(text: string, where: string): ClipTokenizer {
  const merges = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#version'))
    .map((line) => line.trimEnd().split(' '));
  const broken = merges.findIndex((pair) => pair.length !== 2 || pair.includes(''));
  if (broken >= 0 || merges.length === 0) {
    throw checkpointError('damaged-file', `${where}: merge ${broken + 1} is no pair of words`);
  }
  const letters = byteLetters();
  const words = [
    ...letters,
    ...letters.map((letter) => `${letter}</w>`),
    ...merges.map((pair) => pair.join('')),
    START,
    END,
  ];
  return tokenizerOf({
    added_tokens: [specialToken(words.length - 2, START, true), specialToken(words.length - 1, END, false)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: WORDS }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, words.length - 1],
      cls: [START, words.length - 2],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
      merges,
    },
  });
}

// Implementation

const START = '<|startoftext|>';
const END = '<|endoftext|>';
const WORDS = "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

function tokenizerOf(json: object): ClipTokenizer {
  const tokenizer = new Tokenizer(json, { tokenizer_class: 'CLIPTokenizer' });
  return (text, positions) => {
    // The reference lowers letter by letter, so that a sigma at a word's end stays an ordinary one.
    const { ids } = tokenizer.encode(text.replaceAll('Σ', 'σ'));
    return ids.length <= positions ? ids : [...ids.slice(0, positions - 1), ids.at(-1) ?? 0];
  };
}

function specialToken(id: number, content: string, normalized: boolean): object {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized, special: true };
}

/** The letter that stands for each byte, in the vocabulary's order: printable ones for themselves, then all others from U+0100. */
function byteLetters(): string[] {
  const isPrintable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const others = bytes.filter((byte) => !isPrintable(byte));
  return [
    ...bytes.filter(isPrintable).map((byte) => String.fromCodePoint(byte)),
    ...others.map((_, i) => String.fromCodePoint(256 + i)),
  ];
}
