/** The pages' only way of making DOM: once, at the start. Afterwards values are written into it, nothing is rebuilt. */

/** Make an element with attributes and children. An attribute of value `false` is left out, of `true` is empty. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** Find the one element that a page's HTML promises. @throws Error when it is not there */
export function query<E extends Element>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Write text into an element unless it says that already: an unchanged text costs no layout. */
export function write(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
