/** The two buttons that must be found in the dark: blackout and freeze. While one is on, the whole page says so. */

import { findParam } from '../../engine/control/registry.ts';
import { element, write } from '../element.ts';
import { toggleButton } from './groups.ts';
import type { Desk, Panel } from './panel.ts';

/** Parameters that this panel has the controls of. */
export const MASTER_TOGGLES = ['master.blackout', 'master.freeze'] as const;

/** Make the buttons in `root`; their state is also on the document, for the page's frame. */
export function masterPanel(root: HTMLElement, desk: Desk): Panel {
  const buttons = MASTER_TOGGLES.map((id) => {
    const spec = findParam(id);
    if (!spec) throw new Error(`the registry has no ${id}`);
    const name = id.replace('master.', '');
    const state = element('small');
    const { root: button, paint } = toggleButton(
      spec,
      desk,
      `big ${name}`,
      element('span', {}, name),
      state,
      element('kbd', { 'aria-hidden': 'true' }, name.charAt(0)),
    );
    return {
      id,
      button,
      paint() {
        paint();
        const isOn = desk.mirror.shown(id) === true;
        write(state, isOn ? 'ON' : 'off');
        document.documentElement.toggleAttribute(`data-${name}`, isOn);
      },
    };
  });
  root.append(element('div', { class: 'masters' }, ...buttons.map(({ button }) => button)));
  return {
    root,
    paint(changed) {
      for (const { id, paint } of buttons) if (changed.has(id)) paint();
    },
  };
}
