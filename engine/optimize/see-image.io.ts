/** An image prompt through a judge's eyes: what it makes of the image's views, once, before a run begins. */

import { input } from '../judge/graph.ts';
import type { Picture } from '../judge/preprocess.ts';
import { openSession } from '../judge/session.io.ts';
import { imageViews } from './image-views.ts';
import type { PromptJudge, SeenImage } from './target.ts';

/** Pixels a side of a view: that of most cutouts, so that image and pictures are seen alike. */
const VIEW_SIZE = 128;

/** See an image: mean embedding, and mean and variance of the features over its views. @throws EngineError 'judge' */
export async function seeImage(judge: PromptJudge, picture: Picture, threads: number): Promise<SeenImage> {
  const { views, pixels } = imageViews(picture, VIEW_SIZE);
  const { embedding, features } = judge.pictures(input('pixels', [views, 3, VIEW_SIZE, VIEW_SIZE]));
  const open = judge.open?.bind(judge) ?? openSession;
  const session = await open({ outputs: { embedding, ...(features && { features }) } }, { threads });
  try {
    const seen = await session.run({ pixels });
    const direction = statistics(seen.embedding ?? new Float32Array(), judge.embedding).mean;
    const length = Math.hypot(...direction);
    return {
      embedding: direction.map((value) => value / length),
      ...statistics(seen.features ?? new Float32Array(), judge.features),
    };
  } finally {
    await session.close();
  }
}

// Implementation

/** Mean and variance over rows of `width`. */
function statistics(rows: Float32Array, width: number): { mean: Float32Array; variance: Float32Array } {
  const count = width > 0 ? rows.length / width : 1;
  const mean = new Float32Array(width);
  const variance = new Float32Array(width);
  for (let i = 0; i < width; i++) {
    let [sum, squares] = [0, 0];
    for (let row = i; row < rows.length; row += width) {
      sum += rows[row] ?? 0;
      squares += (rows[row] ?? 0) ** 2;
    }
    mean[i] = sum / count;
    variance[i] = Math.max(0, squares / count - (sum / count) ** 2);
  }
  return { mean, variance };
}
