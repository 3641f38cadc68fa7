/**
 * What a step's batch says of weights: the loss, its terms and, where it is asked for, its gradient. A batch that is too large for the
 * memory is seen in parts, one after another, whose means are the batch's. Terms that are taken of a whole batch (together, slope, the
 * picture's contrast and colour) are then those of each part, averaged.
 */

import type { CppnSpec } from '../cppn/cppn.ts';
import type { Node } from '../judge/graph.ts';
import { openSession } from '../judge/session.io.ts';
import type { Session } from '../judge/session.ts';
import { type Batch, type Probe, partsOf } from './batch.ts';
import { flatten, unflatten } from './net-vector.ts';
import { type LossWeights, objectiveNodes } from './objective.ts';
import type { Evaluation } from './search.ts';
import type { PromptJudge, Target } from './target.ts';

export interface EvaluatorOptions {
  readonly spec: CppnSpec;
  readonly judge: PromptJudge;
  readonly target: Target;
  readonly weights: LossWeights;
  readonly threads: number;
  /** Cutouts that are seen at once, at most; as many as {@link MOST_PIXELS} hold when not given. */
  readonly micro: number | undefined;
  /** Whether gradients are wanted. */
  readonly sloped: boolean;
}

/** Ready to evaluate. */
export interface Evaluator {
  /** @param pairGains factors on the Fourier pairs */
  evaluate(weights: Float32Array, batch: Batch, probe: Probe, pairGains: Float32Array): Promise<Evaluation>;
  close(): Promise<void>;
}

/** Pixels that are seen at once, with all that lies between them and their gradients: two cutouts of 224². */
export const MOST_PIXELS = 2 * 224 ** 2;

/** Open an evaluator; its graphs are made when a batch of their size first comes. */
export function openEvaluator(options: EvaluatorOptions): Evaluator {
  const { spec, judge, target, weights, sloped, threads } = options;
  const sessions = new Map<string, Session>();
  const aims = targetInputs(target);

  async function session(cutouts: number, size: number): Promise<Session> {
    const key = `${cutouts}×${size}`;
    const known = sessions.get(key);
    if (known) return known;
    // A run goes from size to size and never back: what is behind only holds memory.
    for (const [other, old] of sessions) {
      if (other.endsWith(`×${size}`)) continue;
      await old.close();
      sessions.delete(other);
    }
    const { embedding, features } = judge;
    const shape = { spec, cutouts, size, embedding, features, distractors: target.distractors.length };
    const nodes = objectiveNodes(shape, (pixels) => judge.pictures(pixels), weights, sloped);
    const opened = await openFor(judge, nodes, threads);
    sessions.set(key, opened);
    return opened;
  }

  return {
    async evaluate(vector, batch, probe, pairGains) {
      const most = options.micro ?? Math.max(1, Math.floor(MOST_PIXELS / batch.size ** 2));
      const parts = partsOf(batch, most);
      const tensors = Object.fromEntries(unflatten(spec, vector));
      const seen: { readonly share: number; readonly evaluation: Evaluation }[] = [];
      for (const part of parts) {
        const { cutouts, size, coordinates, conditions, gain, offset, bend, blur, noise } = part;
        const opened = await session(cutouts, size);
        const results = await opened.run({
          ...tensors,
          ...{ coordinates, conditions, gain, offset, bend, blur, noise, pairGains },
          probeCoordinates: probe.coordinates,
          probeConditions: probe.conditions,
          ...aims,
        });
        seen.push({ share: cutouts / batch.cutouts, evaluation: evaluationOf(spec, results, sloped) });
      }
      return parts.length === 1 && seen[0] ? seen[0].evaluation : meanOf(seen);
    },
    async close() {
      for (const opened of sessions.values()) await opened.close();
    },
  };
}

/** Open a graph in which a judge's picture side stands. */
export function openFor(judge: PromptJudge, outputs: Record<string, Node>, threads: number): Promise<Session> {
  return (judge.open?.bind(judge) ?? openSession)({ outputs }, { threads });
}

// Implementation

function targetInputs({ wanted, unwanted, distractors, ...features }: Target): Record<string, Float32Array> {
  const columns = new Float32Array(wanted.length * distractors.length);
  distractors.forEach((vector, j) => {
    vector.forEach((value, i) => {
      columns[i * distractors.length + j] = value;
    });
  });
  return { wanted, unwanted, distractors: columns, ...features };
}

function evaluationOf(spec: CppnSpec, results: Record<string, Float32Array>, sloped: boolean): Evaluation {
  const named = (prefix: string) =>
    Object.entries(results).flatMap(([name, values]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), values] as const] : [],
    );
  return {
    loss: results.loss?.[0] ?? Number.NaN,
    likeness: results['mean likeness']?.[0] ?? Number.NaN,
    terms: Object.fromEntries(named('term.').map(([name, [value = Number.NaN]]) => [name, value])),
    gradient: sloped ? flatten(spec, new Map(named('gradient.'))) : new Float32Array(),
  };
}

/** The mean of parts by their shares. */
function meanOf(parts: readonly { readonly share: number; readonly evaluation: Evaluation }[]): Evaluation {
  const mean = (value: (evaluation: Evaluation) => number) =>
    parts.reduce((sum, { share, evaluation }) => sum + share * value(evaluation), 0);
  const [first] = parts;
  const names = Object.keys(first?.evaluation.terms ?? {});
  const gradient = new Float32Array(first?.evaluation.gradient.length ?? 0);
  for (const { share, evaluation } of parts) {
    evaluation.gradient.forEach((slope, i) => {
      gradient[i] = (gradient[i] ?? 0) + share * slope;
    });
  }
  return {
    loss: mean(({ loss }) => loss),
    likeness: mean(({ likeness }) => likeness),
    terms: Object.fromEntries(names.map((name) => [name, mean(({ terms }) => terms[name] ?? Number.NaN)])),
    gradient,
  };
}
