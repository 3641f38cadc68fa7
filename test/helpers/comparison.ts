/** Two files of bench results side by side: every number that both have, their ratio, and whether it is worth a look. Pure. */

/** One figure in both. */
export interface ComparedFigure {
  /** Path through the results: 'latency median ms', 'render cpu S fps 1'. */
  readonly name: string;
  readonly a: number;
  readonly b: number;
  /** b / a; 1 when both are 0, infinite when only a is. */
  readonly ratio: number;
  /** Whether they differ by more than the threshold. */
  readonly isFlagged: boolean;
}

/** Differences beyond this share are flagged. */
export const THRESHOLD = 0.1;

/** Compare all numbers that two results have in common, in the order of the first. What only one has is left out. */
export function compareFigures(a: unknown, b: unknown, threshold = THRESHOLD): ComparedFigure[] {
  const others = new Map(numbersIn(b));
  return numbersIn(a).flatMap(([name, value]) => {
    const other = others.get(name);
    if (other === undefined) return [];
    const ratio = value === other ? 1 : other / value;
    return [{ name, a: value, b: other, ratio, isFlagged: !(ratio >= 1 / (1 + threshold) && ratio <= 1 + threshold) }];
  });
}

// Implementation

function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, path === '' ? key : `${path} ${key}`));
}
