/** The parameters of prompts: asking for presets while the show runs, from OSC, MIDI and the operator page alike. */

import { action, choice, text, toggle, trigger } from './param-kinds.ts';
import type { ParamSpec } from './parameter.ts';

/** When what was asked for goes on stage. */
export const PROMPT_SHOWS = ['first', 'done', 'bar', 'cue'] as const;
/** Places where words are kept, ready to be asked for by a pad. */
const PROMPT_PLACES = 8;

/** Give the id of the words kept in a place, from 1. */
export function wordsParam(place: number): string {
  return `prompt.${place}.words`;
}

/** Part of the registry. */
export const PROMPT_PARAMS: readonly ParamSpec[] = [
  text({ id: 'prompt.queue', group: 'prompt', doc: 'Ask for a new preset that looks like these words.' }),
  action({
    id: 'prompt.ask',
    group: 'prompt',
    max: PROMPT_PLACES,
    doc: 'Ask for a new preset that looks like the words kept in this place, from 1; 0 does nothing.',
  }),
  ...Array.from({ length: PROMPT_PLACES }, (_, i) =>
    text({
      id: wordsParam(i + 1),
      group: 'prompt',
      acts: false,
      keep: 'setup',
      doc: `The words kept in place ${i + 1}: what prompt.ask ${i + 1} asks for.`,
    }),
  ),
  choice({
    id: 'prompt.show',
    group: 'prompt',
    options: PROMPT_SHOWS,
    default: 'first',
    keep: 'setup',
    doc: 'When what is asked for goes on stage: at its first picture, when done at once or on the bar, or on prompt.cue.',
  }),
  trigger({
    id: 'prompt.cue',
    group: 'prompt',
    doc: 'Crossfade to the prompt that waits for its cue: the one done longest, else the one being worked on.',
  }),
  toggle({
    id: 'prompt.pause',
    group: 'prompt',
    slew: 0,
    acts: true,
    keep: 'never',
    doc: 'Hold all prompts; what was being worked on goes on from where it was.',
  }),
  trigger({ id: 'prompt.cancel', group: 'prompt', doc: 'Stop the prompt that is being worked on.' }),
  trigger({ id: 'prompt.clear', group: 'prompt', doc: 'Drop the prompts that wait.' }),
  trigger({ id: 'prompt.undo', group: 'prompt', doc: 'Bring back the prompt that was discarded last.' }),
];
