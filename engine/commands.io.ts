/**
 * The subcommands beside `start`: each reads its flags and loads what it needs when it is called, so that the show never loads
 * what only a subcommand uses. All give the exit status, and throw an EngineError where the flags make no sense.
 */

import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flagsOf, wholeNumber } from './arguments.io.ts';
import { monotonicClock } from './clock.io.ts';
import { type Config, parseConfig } from './config.ts';
import { EngineError } from './errors.ts';

/** Where Neonfern is installed. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Print a line. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Where maps are looked for: the folder named, the set's own, and the one that comes with Neonfern. */
export function mapFolders({ midi, sets, set, safe }: Config): string[] {
  const own = [midi.maps, safe ? '' : join(sets, set, 'midi-maps')].filter(Boolean);
  return [...own, join(ROOT, 'midi-maps')].map((path) => resolve(path));
}

/** List the audio inputs. */
export async function devices(args: string[]): Promise<number> {
  const { values } = flagsOf(args, { json: { type: 'boolean' } });
  const { printDevices } = await import('./audio/devices.io.ts');
  return printDevices({ json: values.json === true });
}

/** Say what was found on this machine. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = flagsOf(args, { json: { type: 'boolean' } });
  const { runDoctor } = await import('./doctor.io.ts');
  return runDoctor({ json: values.json === true });
}

/** Hear a file as the show would. */
export async function analyse(args: string[]): Promise<number> {
  const options = { json: { type: 'boolean' }, events: { type: 'string' }, plot: { type: 'string' } } as const;
  const { values, positionals } = flagsOf(args, options, true);
  const [file] = positionals;
  if (!file) throw new EngineError('bad-argument', 'analyse: expected a file', 'neonfern analyse FILE --json');
  const { runAnalyse } = await import('./analyse.io.ts');
  return runAnalyse({ file, ...(values as { json?: boolean; events?: string; plot?: string }) });
}

/** Render one picture. */
export async function still(args: string[]): Promise<number> {
  const options = {
    size: { type: 'string' },
    time: { type: 'string' },
    'audio-level': { type: 'string' },
    presets: { type: 'string' },
    renderer: { type: 'string' },
  } as const;
  const { values, positionals } = flagsOf(args, options, true);
  const { runStill } = await import('./still.io.ts');
  const folder = resolve(String(values.presets ?? join(ROOT, 'presets')));
  return runStill(folder, positionals, values as Record<string, string | undefined>);
}

/** List, fetch and ask CLIP checkpoints; ask the embedded judge. */
export async function clip(args: string[]): Promise<number> {
  const options = {
    prompt: { type: 'string', multiple: true },
    clip: { type: 'string' },
    judge: { type: 'string' },
    json: { type: 'boolean' },
  } as const;
  const { values, positionals } = flagsOf(args, options, true);
  const { prompt: prompts = [], clip: folder, judge = 'embedded-a', json } = values as Record<string, unknown>;
  const { runClip } = await import('./judge/clip-command.io.ts');
  return runClip(positionals, {
    prompts: prompts as string[],
    clip: folder as string | undefined,
    judge: String(judge),
    json: json === true,
  });
}

/** Put presets and maps into a set’s folder, so that it can be copied whole. */
export async function pack(args: string[]): Promise<number> {
  const options = { presets: { type: 'string' }, sets: { type: 'string' } } as const;
  const { values, positionals } = flagsOf(args, options, true);
  const { sets, set, presets } = parseConfig(undefined, { ...values, set: positionals[0] ?? '' });
  const folder = resolve(sets, set);
  const sources = { presets: resolve(presets || join(ROOT, 'presets')), 'midi-maps': join(ROOT, 'midi-maps') };
  for (const [name, source] of Object.entries(sources)) {
    // What the set has already is its own.
    await cp(source, join(folder, name), { recursive: true, force: false });
  }
  say(`${folder}: copy this folder to the other machine’s ${sets}/, and start with --set ${set}`);
  return 0;
}

/** Write a preset as a shader. */
export async function exportPreset(args: string[]): Promise<number> {
  const options = { format: { type: 'string' }, out: { type: 'string' }, presets: { type: 'string' } } as const;
  const { values, positionals } = flagsOf(args, options, true);
  const { format, out, presets } = values as Record<string, string | undefined>;
  const { runExport } = await import('./export.io.ts');
  return runExport(resolve(presets ?? join(ROOT, 'presets')), positionals[0], format, out);
}

/** Write the show's pictures to the standard output. */
export async function frames(args: string[]): Promise<number> {
  const { values } = flagsOf(args, { url: { type: 'string' }, fps: { type: 'string' } });
  const { url = 'http://127.0.0.1:4400', fps: asked } = values as Record<string, string | undefined>;
  const fps = wholeNumber('fps', asked, 1, 120) ?? 30;
  const out = process.stdout;
  if (out.isTTY) {
    const hint = 'neonfern frames | ffmpeg -i - -f v4l2 /dev/video10';
    throw new EngineError(
      'bad-argument',
      'frames: pictures are no text for a terminal: pipe them into a program',
      hint,
    );
  }
  const { runFrames } = await import('./frames.io.ts');
  return runFrames({ url, fps, out, say: (text) => process.stderr.write(`${text}\n`) });
}

/** Make a preset from a prompt. */
export async function optimize(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const options = {
    negative: text,
    image: text,
    steps: text,
    seed: text,
    race: text,
    from: text,
    judge: text,
    'held-out': text,
    optimizer: text,
    select: text,
    micro: text,
    out: text,
    threads: text,
    presets: text,
    runs: text,
  };
  const { values, positionals } = flagsOf(args, options, true);
  const { optimizeOptions, runOptimize } = await import('./optimize.io.ts');
  const flags = { presets: join(ROOT, 'presets'), ...(values as Record<string, string | undefined>) };
  return runOptimize(optimizeOptions(positionals.join(' '), flags));
}

/** Ask the running show for a preset. */
export async function prompt(args: string[]): Promise<number> {
  const options = {
    negative: { type: 'string' },
    image: { type: 'string' },
    seed: { type: 'string' },
    steps: { type: 'string' },
    from: { type: 'string' },
    priority: { type: 'string' },
    show: { type: 'string' },
    url: { type: 'string' },
    'no-wait': { type: 'boolean' },
    json: { type: 'boolean' },
  } as const;
  const { values, positionals } = flagsOf(args, options, true);
  const { runPrompt, promptOptions } = await import('./prompt.io.ts');
  return runPrompt(promptOptions(positionals.join(' '), values as Record<string, string | boolean | undefined>));
}

/** List controllers, print what they send, or learn. */
export async function midiCommand(args: string[]): Promise<number> {
  const options = { mode: { type: 'string' }, 'midi-maps': { type: 'string' }, set: { type: 'string' } } as const;
  const { values, positionals } = flagsOf(args, options, true);
  const { mode = '', ...flags } = values as Record<string, string | undefined>;
  const { runMidi } = await import('./control/midi-cli.io.ts');
  return runMidi({ folders: mapFolders(parseConfig(undefined, flags)), clock: monotonicClock, say }, positionals, mode);
}
