/**
 * A fader for one number parameter, lying or standing. Drag (relative; shift for fine), wheel, keys, double click for the default.
 * Its bar and cap move by transforms only: no layout.
 */

import { fromNormalised, type ParamSpec, toNormalised } from '../../engine/control/parameter.ts';
import { element, write } from '../element.ts';
import type { Mirror } from '../mirror.ts';
import { dragged, keyed, originOf, stepped, valueText } from '../travel.ts';

/** A fader on the page. */
export interface Fader {
  readonly root: HTMLElement;
  /** Show the mirror's value. */
  paint(): void;
}

const DOUBLE_TAP_MILLISECONDS = 350;
/** A tap that moves less than this, pixels, is a tap. */
const TAP_SLOP = 6;
/** The wheel scrolls the page, not a fader that slides under it, until the page has stood still for this long. */
const SCROLL_REST_MILLISECONDS = 400;

let lastScroll = -SCROLL_REST_MILLISECONDS;
addEventListener(
  'scroll',
  () => {
    lastScroll = performance.now();
  },
  { capture: true, passive: true },
);

/** Make a fader. `name` is what a screen reader says; `text` writes its value, by default with the unit. */
export function makeFader(
  spec: ParamSpec,
  mirror: Pick<Mirror, 'shown' | 'wish' | 'grab' | 'release'>,
  look: { readonly name: string; readonly label?: string; readonly standing?: boolean },
): Fader {
  const standing = look.standing === true;
  const bar = element('i', { class: 'bar' });
  const cap = element('i', { class: 'cap' }, element('b'));
  const value = element('span', { class: 'value' });
  const home = element('i', { class: 'home' });
  const track = element('span', { class: 'track' }, bar, home, cap);
  const root = element(
    'div',
    {
      class: standing ? 'fader standing' : 'fader',
      role: 'slider',
      tabindex: 0,
      title: spec.doc,
      'aria-label': look.name,
      'aria-orientation': standing ? 'vertical' : 'horizontal',
      'aria-valuemin': spec.min,
      'aria-valuemax': spec.max,
      'data-param': spec.id,
    },
    track,
    ...(look.label === undefined ? [] : [element('span', { class: 'label' }, look.label)]),
    value,
  );
  const origin = originOf(spec);
  if (!standing) home.style.left = `${100 * toNormalised(spec, Number(spec.default))}%`;
  const now = () => Number(mirror.shown(spec.id) ?? spec.default);
  const wish = (next: number) => mirror.wish(spec.id, next);

  let last: { x: number; y: number } | undefined;
  let position = 0;
  let moved = 0;
  let lastTap = -DOUBLE_TAP_MILLISECONDS;

  root.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    root.setPointerCapture(event.pointerId);
    last = { x: event.clientX, y: event.clientY };
    position = toNormalised(spec, now());
    moved = 0;
    mirror.grab(spec.id);
    root.classList.add('held');
  });
  root.addEventListener('pointermove', (event) => {
    if (!last) return;
    const pixels = standing ? last.y - event.clientY : event.clientX - last.x;
    last = { x: event.clientX, y: event.clientY };
    moved += Math.abs(pixels);
    if (pixels === 0) return;
    position = dragged(position, pixels, standing ? track.clientHeight : track.clientWidth, event.shiftKey);
    wish(fromNormalised(spec, position));
  });
  const letGo = (event: PointerEvent) => {
    if (!last) return;
    last = undefined;
    mirror.release(spec.id);
    root.classList.remove('held');
    if (event.type !== 'pointerup' || moved > TAP_SLOP) return;
    const isSecond = event.timeStamp - lastTap < DOUBLE_TAP_MILLISECONDS;
    lastTap = isSecond ? -DOUBLE_TAP_MILLISECONDS : event.timeStamp;
    if (isSecond) wish(Number(spec.default));
  };
  root.addEventListener('pointerup', letGo);
  root.addEventListener('pointercancel', letGo);
  root.addEventListener('lostpointercapture', letGo);
  root.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || performance.now() - lastScroll < SCROLL_REST_MILLISECONDS) return;
      event.preventDefault();
      // With shift held, browsers turn the wheel sideways.
      const notch = event.deltaY || event.deltaX;
      wish(stepped(spec, now(), -Math.sign(notch), event.shiftKey));
    },
    { passive: false },
  );
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = keyed(spec, now(), event.key, event.shiftKey);
    if (next === undefined) return;
    event.preventDefault();
    wish(next);
  });

  return {
    root,
    paint() {
      const at = toNormalised(spec, now());
      const low = Math.min(at, origin);
      const high = Math.max(at, origin);
      const text = valueText(spec, now());
      bar.style.transform = standing
        ? `translateY(${-100 * low}%) scaleY(${high - low})`
        : `translateX(${100 * low}%) scaleX(${high - low})`;
      cap.style.transform = standing ? `translateY(${-100 * at}%)` : `translateX(${100 * at}%)`;
      write(value, text);
      root.setAttribute('aria-valuenow', String(Number(now().toFixed(4))));
      root.setAttribute('aria-valuetext', text);
    },
  };
}
