/** Which presets of the library are shown: by words, tags and bank. Pure. */

import { BANK_SIZE } from '../engine/control/registry.ts';
import type { PresetInfo } from '../engine/wire/protocol.ts';

/** What is looked for; empty and 0 leave it open. */
export interface Sieve {
  readonly words: string;
  readonly tags: ReadonlySet<string>;
  /** A bank, from 1; 0 for all. */
  readonly bank: number;
}

/** Give the slugs of the presets that have every word and every tag, and are in the bank. */
export function sifted(presets: readonly PresetInfo[], { words, tags, bank }: Sieve): Set<string> {
  const wanted = words.toLowerCase().split(/\s+/);
  const passes = ({ name, prompt, tags: own }: PresetInfo, i: number): boolean => {
    if (bank > 0 && bankOf(i) !== bank) return false;
    const text = [name, prompt, ...own].join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word)) && [...tags].every((tag) => own.includes(tag));
  };
  return new Set(presets.filter(passes).map(({ slug }) => slug));
}

/** Give the library's tags, the most frequent first. */
export function tagsOf(presets: readonly PresetInfo[]): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of presets) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const byCount = ([a, m]: [string, number], [b, n]: [string, number]) => n - m || a.localeCompare(b);
  return [...counts].sort(byCount).map(([tag]) => tag);
}

/** Give the bank of the preset in place i, counted from 1; pads of a controller see a bank at a time. */
export function bankOf(i: number): number {
  return 1 + Math.floor(i / BANK_SIZE);
}
