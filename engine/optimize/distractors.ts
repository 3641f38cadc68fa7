/**
 * What a picture must not be mistaken for: prompts of all kinds, of which those near to the wanted one are left out. The loss is a
 * choice among them, so that "flames" means more than warm colours.
 */

/** The prompts to choose from: patterns, places, things, moods. */
export const DISTRACTORS: readonly string[] = [
  'neon jellyfish',
  'coral reef',
  'stained glass window',
  'flames',
  'northern lights over mountains',
  'pastel watercolor flowers',
  'cyberpunk city neon grid',
  'spiral galaxy',
  'organic flow of green leaves',
  'glitch art',
  'tiger stripes',
  'golden honeycomb',
  'blue ocean waves',
  'sunset over the sea',
  'purple crystals',
  'psychedelic kaleidoscope',
  'wood grain',
  'lightning storm',
  'black and white zebra',
  'soap bubbles',
  'peacock feathers',
  'molten lava',
  'snowy mountains',
  'butterfly',
  'fireworks at night',
  'oil painting of a forest',
  'full moon',
  'brick wall',
  'spider web',
  'matrix code',
  'marble',
  'eye',
  'desert dunes',
  'goldfish',
  'rainbow mosaic tiles',
  'circuit board',
  'ink in water',
  'red roses',
  'tunnel',
  'polka dots',
  'clouds in a blue sky',
  'gray fog',
  'chess board',
  'vinyl record',
  'a dog',
  'a car',
  'pizza',
  'skull',
  'abstract shapes',
  'lava lamp',
  'blurry colors',
  'plain background',
  'text and letters',
  'white noise',
];

/** How many a run uses at most. */
export const DISTRACTOR_COUNT = 49;
/** A distractor whose sentence is nearer to the wanted one than this (cosine) would punish the truth. */
const NEAREST = 0.5;

/**
 * Choose a run's distractors, in their order.
 * @param wanted the prompt's sentence vectors, unit length
 * @param sentences those of {@link DISTRACTORS}
 * @returns indices into DISTRACTORS
 */
export function chooseDistractors(wanted: readonly Float32Array[], sentences: readonly Float32Array[]): number[] {
  const isFar = (sentence: Float32Array) => wanted.every((own) => cosine(own, sentence) < NEAREST);
  return sentences.flatMap((sentence, i) => (isFar(sentence) ? [i] : [])).slice(0, DISTRACTOR_COUNT);
}

/** How many distractors an image may be a picture of. */
const TOO_NEAR = 5;

/** Leave out the distractors that an image is most like, by the judge's own vectors: one of them may be what it shows. */
export function leaveOutNearest(distractors: readonly Float32Array[], image: Float32Array): Float32Array[] {
  const likeness = distractors.map((vector) => cosine(vector, image));
  const order = [...likeness.keys()].sort((a, b) => (likeness[b] ?? 0) - (likeness[a] ?? 0));
  const near = new Set(order.slice(0, TOO_NEAR));
  return distractors.filter((_, i) => !near.has(i));
}

/** Give the cosine of two vectors; 0 when one is all zeros. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    dot += (a[i] ?? 0) * (b[i] ?? 0);
    aa += (a[i] ?? 0) ** 2;
    bb += (b[i] ?? 0) ** 2;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
}
