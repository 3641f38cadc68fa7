/**
 * What a person types as a prompt, taken apart: texts with weights, and what the picture must not be.
 *
 *   neon jellyfish                          one text, weight 1
 *   neon jellyfish:1.2 coral reef:0.5       two texts; a weight ends its text
 *   stained glass:1 lettering:-0.4          a negative weight steers away
 *   photo.jpg:0.5                           an image file, where one is asked for
 */

import { EngineError } from '../errors.ts';

/** A text of a prompt. */
export interface PromptPart {
  readonly text: string;
  /** Share of the whole; what is wanted sums to 1 with the image's share, what is unwanted by itself. */
  readonly weight: number;
}

/** A prompt taken apart. */
export interface Prompt {
  /** As it was typed, with single spaces. */
  readonly text: string;
  /** What the picture shall be; empty only when there is an image. */
  readonly wanted: readonly PromptPart[];
  /** What it shall not be. */
  readonly unwanted: readonly PromptPart[];
  /** The image's share of what is wanted; 0 without one. */
  readonly imageShare: number;
}

/** The longest prompt in characters: what a preset file holds. */
export const MAX_PROMPT_LENGTH = 1000;
const MAX_PARTS = 8;

/**
 * Take a prompt apart.
 * @param negative texts to steer away from, with or without weights
 * @param imageWeight what an image weighs beside the texts, so that they may be missing; 0 for no image
 * @throws EngineError 'bad-prompt' for an empty, over-long or weightless prompt
 */
export function parsePrompt(typed: string, negative = '', imageWeight = 0): Prompt {
  const text = tidy(typed);
  const longest = Math.max(text.length, negative.length);
  if (longest > MAX_PROMPT_LENGTH) {
    throw bad(`prompt of ${longest} characters, expected at most ${MAX_PROMPT_LENGTH}`, 'say it shorter');
  }
  const parts = splitParts(text);
  const wanted = parts.filter(({ weight }) => weight > 0);
  const unwanted = [
    ...parts.filter(({ weight }) => weight < 0).map((part) => ({ ...part, weight: -part.weight })),
    ...splitParts(tidy(negative)).map((part) => ({ ...part, weight: Math.abs(part.weight) })),
  ].filter(({ weight }) => weight > 0);
  if (parts.length > MAX_PARTS) throw bad(`prompt "${text}" has ${parts.length} parts, expected at most ${MAX_PARTS}`);
  if (wanted.length === 0 && imageWeight === 0) {
    throw parts.length === 0
      ? bad('the prompt is empty', 'say what the picture shall show')
      : bad(`prompt "${text}" wants nothing: no part has a weight above 0`, 'give one part a weight above 0');
  }
  const total = wanted.reduce((sum, { weight }) => sum + weight, imageWeight);
  return { text, wanted: shares(wanted, total), unwanted: shares(unwanted), imageShare: imageWeight / total };
}

/** The heaviest that an image may weigh. */
export const MAX_IMAGE_WEIGHT = 100;

/**
 * Take an image argument apart: a file and its weight beside the texts, 1 when none is said.
 * @throws EngineError 'bad-prompt' for no file or a weight out of 0…{@link MAX_IMAGE_WEIGHT}
 */
export function parseImageArgument(typed: string): { readonly file: string; readonly weight: number } {
  const [, file = typed, weightText = '1'] = /^(.*?):(-?\d*\.?\d+)$/s.exec(typed) ?? [];
  const weight = Number(weightText);
  if (file.trim() === '') throw bad(`image "${typed}" names no file`, 'expected FILE or FILE:WEIGHT');
  if (!(weight > 0 && weight <= MAX_IMAGE_WEIGHT)) {
    throw bad(`image "${file}" has the weight ${weightText}, expected more than 0 and at most ${MAX_IMAGE_WEIGHT}`);
  }
  return { file, weight };
}

/** Give a preset's folder name for a prompt: lower case letters, digits and dashes, at most 40; never empty. */
export function slugOf(text: string): string {
  const plain = text
    .replace(/:-?\d*\.?\d+(?=\s|$)/g, ' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.slice(0, 40).replace(/^-+|-+$/g, '') || 'untitled';
}

// Implementation

/** A text without a colon and number of its own, then the weight that ends it. "4:3" is no weight: a digit stands before it. */
const PART = /(.*?[^\s\d.])\s*:\s*(-?\d*\.?\d+)(?=[\s,;]|$)/gsu;

function splitParts(text: string): PromptPart[] {
  const parts: PromptPart[] = [];
  let end = 0;
  for (const match of text.matchAll(PART)) {
    parts.push({ text: tidy(match[1] ?? ''), weight: Number(match[2]) });
    end = match.index + match[0].length;
  }
  const rest = tidy(text.slice(end));
  if (rest) parts.push({ text: rest, weight: 1 });
  return parts.filter((part) => part.text !== '');
}

function shares(
  parts: readonly PromptPart[],
  total = parts.reduce((sum, { weight }) => sum + weight, 0),
): PromptPart[] {
  return parts.map(({ text, weight }) => ({ text, weight: weight / total }));
}

/** Single spaces, no control characters. */
function tidy(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/^[,;]+\s*/, '');
}

function bad(message: string, hint = ''): EngineError {
  return new EngineError('bad-prompt', message, hint);
}
