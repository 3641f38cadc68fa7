import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyGrade } from '../../../engine/render/colour.ts';
import { gradeOf } from '../../../engine/render/grade.ts';

const NONE = { brightness: 1, contrast: 1, saturation: 1, hue: 0 };

function graded(settings: Partial<typeof NONE>, rgb: [number, number, number]): [number, number, number] {
  const grade = gradeOf({ ...NONE, ...settings });
  if (grade) applyGrade(grade, rgb);
  return rgb;
}
const luminance = ([r, g, b]: [number, number, number]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const near = (a: readonly number[], b: readonly number[]) =>
  a.forEach((n, i) => assert.ok(Math.abs(n - (b[i] ?? 0)) < 1e-9, `${a} is not ${b}`));

test('neutral settings are no grade at all', () => assert.equal(gradeOf(NONE), null));
test('brightness scales light', () => near(graded({ brightness: 0.5 }, [0.2, 0.4, 0.6]), [0.1, 0.2, 0.3]));
test('contrast leaves mid grey where it is', () =>
  near(graded({ contrast: 1.7 }, [0.18, 0.18, 0.18]), [0.18, 0.18, 0.18]));
test('saturation 0 is grey of the same luminance', () => {
  const grey = luminance([0.2, 0.4, 0.6]);
  near(graded({ saturation: 0 }, [0.2, 0.4, 0.6]), [grey, grey, grey]);
});
test('turning the hue keeps greys and luminance', () => {
  near(graded({ hue: 0.3 }, [0.4, 0.4, 0.4]), [0.4, 0.4, 0.4]);
  const rgb: [number, number, number] = [0.35, 0.4, 0.42];
  assert.ok(Math.abs(luminance(graded({ hue: 0.3 }, [...rgb])) - luminance(rgb)) < 1e-9);
});
test('a third of a turn makes red green', () => {
  const [r, g, b] = graded({ hue: 1 / 3 }, [0.5, 0.3, 0.3]);
  assert.ok(g > r && g > b, `${r} ${g} ${b}`);
});
