/**
 * `npm run verify:clip -- DIR…`: is a CLIP checkpoint computed as its reference computed it? Each folder holds a checkpoint and
 * `expected.json` with `expected.safetensors`. Prints the worst error of each quantity; fails beyond the limits.
 */

import { describeError } from '../engine/errors.ts';
import { printTable } from './helpers/bench.ts';
import { clipParity, isGradient, LIMITS, type Parity } from './helpers/clip-parity.ts';

const arguments_ = process.argv.slice(2);
const folders = arguments_.filter((argument) => !argument.startsWith('--'));
/** Twice the limits for a ViT-B/32's size, as its reference's own error is larger; 5 and 7 times on a GPU. */
const factor = arguments_.includes('--full-size') ? 2 : 1;
if (folders.length === 0) {
  console.error('verify:clip: name at least one folder with a checkpoint, expected.json and expected.safetensors');
  process.exitCode = 1;
}

/** The worst of what begins alike: hidden.text, grad.cosine, text_embeds … */
function worstByQuantity(parities: readonly Parity[]): Parity[] {
  const worst = new Map<string, Parity>();
  for (const { name, relative, largest } of parities) {
    const key = name.split('.').slice(0, 2).join('.');
    const known = worst.get(key);
    worst.set(key, {
      name: key,
      relative: Math.max(relative, known?.relative ?? 0),
      largest: Math.max(largest, known?.largest ?? 0),
    });
  }
  return [...worst.values()];
}

for (const folder of folders) {
  console.log(folder);
  try {
    const worst = worstByQuantity(await clipParity(folder));
    const limitOf = (parity: Parity) => factor * (isGradient(parity) ? LIMITS.gradient : LIMITS.forward);
    const isOver = (parity: Parity) => !(Math.max(parity.relative, parity.largest) <= limitOf(parity));
    printTable(
      ['quantity', 'rel', 'max', 'limit', ''],
      worst.map((parity) => [
        parity.name,
        parity.relative.toExponential(1),
        parity.largest.toExponential(1),
        limitOf(parity).toExponential(0),
        isOver(parity) ? 'OVER' : 'ok',
      ]),
    );
    if (worst.some(isOver)) process.exitCode = 1;
  } catch (error) {
    console.log(`  ${describeError(error)}`);
    process.exitCode = 1;
  }
}
