/**
 * The composition root: command line → settings → ports → engine. The only file that knows all others.
 */

import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import open from 'open';
import { settings } from './arguments.io.ts';
import { openChosenSource } from './audio/choice.io.ts';
import { createAnalyser } from './audio/features.ts';
import { type AudioInputs, openAudioInputs } from './audio-inputs.io.ts';
import { monotonicClock, timerScheduler } from './clock.io.ts';
import {
  analyse,
  clip,
  devices,
  doctor,
  exportPreset,
  frames,
  mapFolders,
  midiCommand,
  optimize,
  pack,
  prompt,
  ROOT,
  say,
  still,
} from './commands.io.ts';
import { type Config, FLAGS, sizeOf } from './config.ts';
import { openLink } from './control/link.io.ts';
import { type Midi, openMidi } from './control/midi.io.ts';
import { openOsc } from './control/osc/open.io.ts';
import { findPreset, presetInfos } from './cppn/preset.ts';
import { openPresetStore, thumbnailPath } from './cppn/preset-store.io.ts';
import { type Engine, startEngine } from './engine.ts';
import { describeError, EngineError, nearestWord } from './errors.ts';
import { createMemory, type Memory, NO_SESSION } from './memory-news.ts';
import { openPages } from './pages.io.ts';
import type { FeedbackPort } from './ports.ts';
import { openPromptQueue, type PromptQueue } from './prompt-queue.io.ts';
import { createRecorder } from './record/recorder.io.ts';
import { openRenderer } from './render/renderer.io.ts';
import { revisionsOf } from './route-edits.ts';
import { openRoutes, type Routes } from './routes.io.ts';
import { openSession, type SessionFile } from './session.io.ts';
import type { Session } from './session.ts';
import { writeNet } from './wire/scene-message.ts';
import { openServer } from './wire/server.io.ts';

/** The subcommands: what each is called with, and what it does. */
const COMMANDS: Readonly<
  Record<string, { readonly usage: string; readonly doc: string; readonly run: (args: string[]) => Promise<number> }>
> = {
  start: { usage: 'start [flags]', doc: 'run the show (the default)', run: start },
  devices: { usage: 'devices [--json]', doc: 'list the audio inputs', run: devices },
  doctor: {
    usage: 'doctor [--json]',
    doc: 'say what was found on this machine and what to do about the rest',
    run: doctor,
  },
  analyse: {
    usage: 'analyse FILE [--json] [--events OUT.json] [--plot OUT.png|OUT.html]',
    doc: 'hear a file as the show would',
    run: analyse,
  },
  still: {
    usage: 'still PRESET OUT.png [--size WxH] [--time S] [--audio-level 0…1]',
    doc: 'render one picture',
    run: still,
  },
  pack: {
    usage: 'pack SET',
    doc: 'put the presets and MIDI maps into a set’s folder, so that it can be copied to another machine whole',
    run: pack,
  },
  export: {
    usage: 'export PRESET --format isf|shadertoy|glsl|touchdesigner [--out FILE]',
    doc: 'write a preset as a shader for another tool',
    run: exportPreset,
  },
  frames: {
    usage: 'frames [--fps N] [--url URL]',
    doc: 'write the running show’s pictures to the standard output as YUV4MPEG2, for ffmpeg and a virtual camera',
    run: frames,
  },
  optimize: {
    usage:
      'optimize [PROMPT] [--image FILE[:WEIGHT]] [--negative TEXT] [--steps N] [--seed S] [--race N] [--from PRESET] [--judge J] [--held-out J2|none] [--select own|held-out] [--optimizer adam|cma-es] [--micro N] [--out NAME]',
    doc: 'make a preset from words, an image, or both, without a show',
    run: optimize,
  },
  prompt: {
    usage:
      'prompt [TEXT] [--image FILE[:WEIGHT]] [--negative TEXT] [--seed N] [--steps N] [--show first|done|bar|cue] [--url URL]',
    doc: 'ask the running show for a new preset',
    run: prompt,
  },
  midi: {
    usage: 'midi [monitor [DEVICE] | learn PARAMETER [--mode MODE]] [--midi-maps DIR] [--set SET]',
    doc: 'list the controllers, print what they send, or put a control on a parameter',
    run: midiCommand,
  },
  clip: {
    usage: 'clip list | fetch NAME | score IMAGE… --prompt TEXT… [--judge NAME] [--clip DIR] [--json]',
    doc: 'fetch CLIP checkpoints; say how much pictures look like prompts',
    run: clip,
  },
  help: { usage: 'help', doc: 'print this', run: help },
};

/**
 * Run a command line.
 * @returns the exit status: 0, or 1 after one line on stderr; `start` settles when the show is stopped
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [first = 'start', ...rest] = argv;
  try {
    if (first === '--help' || first === '-h') return await help();
    if (first === '--version') return await version();
    if (first.startsWith('-')) return await start([...argv]);
    const command = COMMANDS[first];
    if (command) return await command.run(rest);
    const near = nearestWord(first, Object.keys(COMMANDS));
    throw new EngineError(
      'bad-argument',
      `unknown command "${first}"`,
      near ? `did you mean "${near}"?` : 'see neonfern help',
    );
  } catch (error) {
    process.stderr.write(`neonfern: ${describeError(error)}\n`);
    return 1;
  }
}

// Implementation

async function start(args: string[]): Promise<number> {
  // A start that fails halfway must close what it opened, or the process would never end.
  const opened: (() => unknown)[] = [];
  try {
    return await runShow(await settings(args), (close) => opened.push(close));
  } finally {
    await Promise.allSettled(opened.map(async (close) => close()));
  }
}

async function runShow(config: Config, onEnd: (close: () => unknown) => void): Promise<number> {
  const set = resolve(config.sets, config.set);
  const folder = resolve(config.presets || (await ownOr(join(set, 'presets'), join(ROOT, 'presets'))));
  const log = (level: 'info' | 'warning', text: string) => say(level === 'warning' ? `! ${text}` : text);
  const [pages, store] = await Promise.all([openPages(ROOT, say), openPresetStore(folder)]);
  onEnd(() => store.close());
  let engine: Engine | undefined;
  let queue: PromptQueue | undefined;
  let midi: Midi | undefined;
  let inputs: AudioInputs | undefined;
  let session: SessionFile | undefined;
  let memory: Memory | undefined;
  let routes: Routes | undefined;
  const server = await openServer({
    ...config.server,
    pages,
    thumbnail: (slug) => thumbnailPath(folder, slug),
    net: (slug) => writeNet(0, findPreset(queue?.library ?? store.library, slug).net),
    clock: monotonicClock,
    onControl: (event) => engine?.control(event),
    onPrompt: (message) => (queue ?? noOptimizer(config)).take(message),
    snapshot: () => ({
      params: engine?.params ?? {},
      presets: presetInfos(queue?.library ?? store.library),
      jobs: queue?.jobs ?? [],
      memory: memory?.now(),
    }),
    onMidi: (wish) => midi?.wish(wish),
    onInputs: () => void inputs?.look(),
    onRoutes: (message) => routes?.take(message),
    onSave: () => session?.saveNow(),
    log,
    notice: (level, text) => engine?.notice(level, text),
  });
  onEnd(() => server.close());
  session = config.safe ? undefined : await openSession({ folder: set, notice: log });
  // Side by side, for each takes its time. Both are waited for in any case, so that both are closed.
  const opening = [
    openChosenSource(config.audio, rememberedInput(config, session), monotonicClock).then((audio) => {
      onEnd(() => audio.close());
      return audio;
    }),
    openRenderer(config.render.renderer, { threads: config.render.threads }).then((opened) => {
      onEnd(() => opened.renderer.close());
      return opened;
    }),
  ] as const;
  await Promise.allSettled(opening);
  const [audio, { renderer, reason }] = await Promise.all(opening);
  const size = sizeOf(config, renderer.name);
  const recorder = createRecorder({ ...config.record, fps: config.render.fps, size });
  onEnd(() => recorder.close());
  const analyser = createAnalyser({});
  const feedback: FeedbackPort[] = [];
  engine = startEngine(
    {
      clock: monotonicClock,
      scheduler: timerScheduler,
      audio,
      analyser,
      renderer,
      sink: server,
      recorder,
      library: () => queue?.library ?? store.library,
      feedback,
      onAct: (event) => queue?.act(event),
      surroundings: () => ({ memory: process.memoryUsage.rss(), optimizer: queue ? busyness(queue.jobs) : 'off' }),
    },
    {
      ...size,
      fps: config.render.fps,
      adapt: config.render.adapt,
      remembered: session?.restored && withInput(session.restored, audio.choice),
    },
  );
  const running = engine;
  inputs = openAudioInputs({
    source: audio,
    control: running.control,
    notice: running.notice,
    sendInputs: server.sendInputs,
  });
  feedback.push(inputs);
  if (session) {
    session.follow(() => ({
      ...{ values: running.params, snapshots: running.snapshots, routes: running.routes },
      get revisions() {
        return revisionsOf(store.library);
      },
    }));
    feedback.push(session);
    onEnd(() => session.close());
  }
  memory = createMemory({
    set: config.set,
    show: running,
    standing: () => session?.standing ?? NO_SESSION,
    send: server.sendMemory,
    clock: monotonicClock,
    unixTime: () => Date.now() / 1000,
  });
  routes = openRoutes({
    show: running,
    library: () => queue?.library ?? store.library,
    presets: folder,
    send: server.sendRoutes,
  });
  feedback.push(memory, routes);
  const link = config.link
    ? openLink({ clock: monotonicClock, tempo: running.tempo, notice: running.notice })
    : undefined;
  onEnd(() => link?.close());
  const osc = config.osc.enabled
    ? await openOsc({
        ...config.osc,
        clock: monotonicClock,
        control: running.control,
        tempo: running.tempo,
        params: () => running.params,
        world: () => ({ params: running.params, presets: (queue?.library ?? store.library).map(({ slug }) => slug) }),
        notice: running.notice,
      })
    : undefined;
  if (osc) {
    onEnd(() => osc.close());
    osc.sendParams(running.params);
    feedback.push(osc);
  }
  const tellPresets = () => {
    server.sendPresets(presetInfos(queue?.library ?? store.library));
    osc?.presetsChanged();
  };
  if (config.optimizer.threads > 0) {
    queue = openPromptQueue({
      clock: monotonicClock,
      presets: folder,
      threads: config.optimizer.threads,
      saved: () => store.library,
      params: () => running.params,
      sendJobs: server.sendJobs,
      onLibrary: tellPresets,
      control: running.control,
      notice: running.notice,
    });
    onEnd(() => queue?.close());
  }
  if (config.midi.enabled) {
    midi = await openMidi({
      folders: mapFolders(config),
      clock: monotonicClock,
      show: running,
      presets: () => (queue?.library ?? store.library).map(({ slug }) => slug),
      pages: server,
    });
    onEnd(() => midi?.close());
  }
  for (const line of store.refused) running.notice('warning', line);
  store.onChange = () => {
    tellPresets();
    running.notice('info', `presets read again: ${store.library.length}`);
    for (const line of store.refused) running.notice('warning', line);
  };
  say(`stage      ${server.url}/`);
  say(`operator   ${server.url}/control`);
  if (session) say(`set        ${config.set}${session.restored ? ', as it was left' : ''}`);
  say(`audio      ${audio.status.source}`);
  if (osc) say(`osc        ${osc.detail}`);
  if (midi) say(`midi       ${midi.detail}`);
  say(`renderer   ${renderer.name}, ${renderer.detail} (${reason})`);
  say(`picture    ${size.width}×${size.height} at ${config.render.fps} fps, ${store.library.length} presets`);
  if (config.server.open) await open(`${server.url}/`).catch(() => say('! no browser to open: open the stage by hand'));

  await new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  engine.stop();
  return 0;
}

/** The input that the session names; what flags or settings name beats it. */
function rememberedInput({ audio }: Config, session: SessionFile | undefined): string {
  const isNamed = audio.source !== 'auto' || audio.device !== '' || audio.hostApi !== '';
  return isNamed ? '' : String(session?.restored?.values['audio.input'] ?? '');
}

/** A session that says what is really listened to. */
function withInput({ values, ...rest }: Session, input: string): Session {
  return { ...rest, values: { ...values, 'audio.input': input } };
}

/** What the optimizer does, from its queue. */
function busyness(jobs: PromptQueue['jobs']): 'idle' | 'working' | 'paused' {
  const has = (status: string) => jobs.some((job) => job.status === status);
  if (has('running')) return 'working';
  return has('paused') ? 'paused' : 'idle';
}

/** A set's own folder where it has one, else ours. */
async function ownOr(own: string, ours: string): Promise<string> {
  return access(own).then(
    () => own,
    () => ours,
  );
}

function noOptimizer({ optimizer }: Config): never {
  if (optimizer.threads > 0)
    throw new EngineError('optimizer', 'the engine is still starting', 'ask again in a moment');
  throw new EngineError('optimizer', 'this engine runs without an optimizer', 'start it with --optimizer-threads 1');
}

async function version(): Promise<number> {
  const { version: number } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  say(number);
  return 0;
}

async function help(): Promise<number> {
  say('neonfern: a live VJ engine. Line-in to the projector.\n');
  for (const { usage, doc } of Object.values(COMMANDS)) say(`  neonfern ${usage}\n      ${doc}`);
  say('\nflags of start (each is also a key of neonfern.config.json):');
  for (const { flag, doc } of FLAGS) say(`  --${flag.padEnd(13)} ${doc}`);
  say('  --config        the settings file, neonfern.config.json when not given');
  return 0;
}
