/**
 * MIDI in a show: the system's ports, the maps on disk and the hub between them, on their timers. Where the system has no MIDI
 * that is said once, the show goes on, and MIDI is there as soon as the system has it.
 */

import { describeError, type EngineError } from '../errors.ts';
import type { Clock, MidiSystem } from '../ports.ts';
import type { Seconds } from '../units.ts';
import { createMidiHub, type HubStatus, type MidiHub } from './midi-hub.ts';
import { CONTROL_MODES } from './midi-map-schema.ts';
import { openMapStore } from './midi-maps.io.ts';
import { openMidiSystem } from './midi-port.io.ts';
import type { Ghost } from './midi-surface.ts';
import { timecodeText } from './midi-timecode.ts';
import type { ControlEvent, ParamValue } from './parameter.ts';
import type { TempoReport } from './transport.ts';

/** What the pages are told of MIDI. */
export interface MidiNews extends HubStatus {
  /** Why there is none; empty when there is. */
  readonly missing: string;
  /** Where a timeline stands that is heard, as text; empty without one. */
  readonly timecode: string;
}

/** What a page asks of MIDI. */
export interface MidiWish {
  readonly action: 'learn' | 'relearn' | 'end' | 'forget';
  /** A parameter's id, or for relearn the mode. */
  readonly value: string;
}

export interface MidiOptions {
  /** Folders of maps, the performer's own first. */
  readonly folders: readonly string[];
  readonly clock: Clock;
  /** The engine, or what stands for it. */
  readonly show: {
    control(event: ControlEvent): void;
    tempo(report: TempoReport): void;
    notice(level: 'info' | 'warning', text: string): void;
    readonly params: Readonly<Record<string, ParamValue>>;
  };
  /** Slugs in the library's order. */
  readonly presets: () => readonly string[];
  readonly pages: {
    /** Told when something changed, ten times a second at most. */
    sendMidi(news: MidiNews): void;
    /** Likewise, thirty times a second. */
    sendGhosts(ghosts: Ghost[]): void;
  };
  /** Instead of the machine's own ports. */
  readonly open?: () => Promise<MidiSystem & { close(): void }>;
}

export interface Midi {
  /** One line for the start of the show. */
  readonly detail: string;
  wish(wish: MidiWish): void;
  close(): Promise<void>;
}

const TICK: Seconds = 0.01;
const SCAN: Seconds = 0.3;
const TELL: Seconds = 0.1;
const TELL_GHOSTS: Seconds = 1 / 30;
/** A system without MIDI is asked again this often. */
const RETRY: Seconds = 5;

/** Open MIDI for a show. Never rejects: what fails is said. */
export async function openMidi(options: MidiOptions): Promise<Midi> {
  const { clock, show, pages } = options;
  const { notice } = show;
  const open = options.open ?? (() => openMidiSystem(clock));
  const store = await openMapStore(options.folders);
  const sayRefused = () => {
    for (const line of store.refused) notice('warning', line);
  };
  sayRefused();
  const timers: NodeJS.Timeout[] = [];
  const every = (seconds: Seconds, run: () => void) => timers.push(setInterval(run, 1000 * seconds));
  const saved = (work: Promise<void>) => {
    work.catch((error: unknown) => notice('warning', `MIDI: learned, but not kept: ${describeError(error)}`));
  };
  let system: (MidiSystem & { close(): void }) | undefined;
  let hub: MidiHub | undefined;
  let missing = '';
  let told = '';
  let toldGhosts = '';

  async function begin(): Promise<void> {
    try {
      system = await open();
    } catch (error) {
      const text = describeError(error as EngineError);
      if (text !== missing) notice('info', `no MIDI: ${text}`);
      missing = text;
      return;
    }
    missing = '';
    hub = createMidiHub({
      system,
      clock,
      maps: () => store.maps,
      learned: () => store.learned,
      view: { value: (param) => show.params[param], presets: options.presets },
      emit: show.control,
      tempo: show.tempo,
      notice,
      keep: (device, control) => saved(store.keep(device, control)),
      forget: (param) => saved(store.forget(param)),
    });
    hub.scan();
  }

  function tell(): void {
    const now = clock();
    const timecode = hub?.timecode(now);
    const status = hub?.status ?? NOTHING;
    const news: MidiNews = { ...status, missing, timecode: timecode ? timecodeText(timecode) : '' };
    const text = JSON.stringify(news);
    if (text !== told) pages.sendMidi(news);
    told = text;
  }

  function tellGhosts(): void {
    const ghosts = hub?.ghosts() ?? [];
    const text = JSON.stringify(ghosts);
    if (text !== toldGhosts) pages.sendGhosts(ghosts);
    toldGhosts = text;
  }

  store.onChange = () => {
    hub?.reload();
    sayRefused();
  };
  await begin();
  every(TICK, () => hub?.tick());
  every(SCAN, () => hub?.scan());
  every(TELL, tell);
  every(TELL_GHOSTS, tellGhosts);
  every(RETRY, () => {
    if (!hub) void begin();
  });
  tell();
  return {
    get detail() {
      if (!hub) return `none: ${missing}`;
      const names = hub.status.devices.map(({ name }) => name);
      return names.join(', ') || 'no controller yet';
    },
    wish({ action, value }) {
      if (action === 'learn') hub?.learn(value);
      if (action === 'end') hub?.endLearn();
      if (action === 'forget') hub?.forget(value);
      const mode = CONTROL_MODES.find((known) => known === value);
      if (action === 'relearn' && mode) hub?.relearn(mode);
      tell();
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      hub?.close();
      system?.close();
      await store.close();
    },
  };
}

// Implementation

const NOTHING: HubStatus = {
  devices: [],
  last: null,
  learn: { phase: 'off', param: '', device: '', text: '', mode: '' },
};
