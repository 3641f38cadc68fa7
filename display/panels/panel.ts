/** What every panel of the operator page is handed, and what it gives back. */

import type { PresetInfo } from '../../engine/wire/protocol.ts';
import type { Mirror } from '../mirror.ts';

/** The desk that a panel works on: the parameters, and the presets as last told. */
export interface Desk {
  readonly mirror: Mirror;
  readonly presets: readonly PresetInfo[];
}

/** A part of the page. */
export interface Panel {
  readonly root: HTMLElement;
  /** Show the parameters of these ids as they are now. Called once an animation frame, when one of them changed. */
  paint(changed: ReadonlySet<string>): void;
}

/** Give the address of a preset's thumbnail; it changes with the picture. One that is being made has none: ''. */
export function thumbnailOf({ slug, revision }: PresetInfo): string {
  return revision && `/presets/${encodeURIComponent(slug)}/thumbnail.png?v=${encodeURIComponent(revision)}`;
}
