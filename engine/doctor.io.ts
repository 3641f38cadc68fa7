/**
 * `neonfern doctor`: looks at everything that the engine needs or can use, and says for each whether it is there and, if not,
 * what to do. Looks only; opens no device, keeps nothing.
 */

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AudioProbe, probeAudio } from './audio/devices.io.ts';
import { monotonicClock } from './clock.io.ts';
import { type Config, parseConfig } from './config.ts';
import { openMidiSystem } from './control/midi-port.io.ts';
import { readLibrary } from './cppn/preset-store.io.ts';
import { describeError, EngineError } from './errors.ts';
import { probeWebgpu } from './render/dawn.io.ts';

/** What was found about one thing. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'missing';
  /** Without it no show can run. */
  readonly needed: boolean;
  /** One line. */
  readonly found: string;
  /** The command or act that mends it; empty when there is nothing to mend. */
  readonly mend: string;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Print what was found on this machine, as a table or as one JSON object.
 * @returns the exit status: 0 when a show can run here, with or without the optional things; 1 when it cannot
 */
export async function runDoctor({ json }: { readonly json: boolean }): Promise<number> {
  const audio = probeAudio();
  const { config, settings } = await readSettings();
  const findings = (
    await Promise.all([
      findNode(),
      settings,
      audio.then(audioFindings),
      findGpu(),
      findMidi(),
      findJudge(),
      findDisplay(),
      findPresets(config),
      findPort(config),
    ])
  ).flat();
  const ok = findings.every(({ state, needed }) => state === 'ok' || !needed);
  const { hosts, devices } = await audio;
  if (json) process.stdout.write(`${JSON.stringify({ ok, findings, hosts, devices }, null, 2)}\n`);
  else process.stdout.write(findingsTable(findings, ok));
  return ok ? 0 : 1;
}

// Implementation

async function findNode(): Promise<Finding> {
  const { engines } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };
  const [major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(engines.node)?.slice(1).map(Number) ?? [];
  const [hasMajor = 0, hasMinor = 0] = process.versions.node.split('.').map(Number);
  const ok = hasMajor > major || (hasMajor === major && hasMinor >= minor);
  const found = `${process.versions.node} (needs ${engines.node}), ${process.platform} ${process.arch}`;
  return { name: 'Node', state: ok ? 'ok' : 'missing', needed: true, found, mend: ok ? '' : 'install from nodejs.org' };
}

/** The settings that a start from this folder would have; the defaults stand in for a file that is broken. */
async function readSettings(): Promise<{ config: Config; settings: Finding }> {
  const file = await readFile('neonfern.config.json', 'utf8').catch(() => undefined);
  const name = 'settings';
  try {
    const found = file === undefined ? 'no neonfern.config.json here; the defaults' : 'neonfern.config.json';
    return { config: parseConfig(file, {}), settings: { name, state: 'ok', needed: true, found, mend: '' } };
  } catch (error) {
    const mend = error instanceof EngineError ? error.hint : '';
    const found = error instanceof Error ? error.message : describeError(error);
    return { config: parseConfig(undefined, {}), settings: { name, state: 'missing', needed: true, found, mend } };
  }
}

function audioFindings({ hosts, devices, reason = '', mend = '' }: AudioProbe): Finding[] {
  const hostNames = hosts.map(({ name, isDefault }) => (isDefault ? `${name} (default)` : name)).join(', ');
  const system: Finding =
    hosts.length > 0
      ? { name: 'audio system', state: 'ok', needed: false, found: hostNames, mend: '' }
      : { name: 'audio system', state: 'missing', needed: false, found: reason || 'no host API', mend };
  const names = devices.map(({ name }) => name).join(', ');
  const input: Finding =
    devices.length > 0
      ? { name: 'line-in', state: 'ok', needed: false, found: `${devices.length}: ${names}`, mend: '' }
      : { name: 'line-in', state: 'missing', needed: false, found: 'no input device; the demo plays', mend };
  return [system, input];
}

async function findGpu(): Promise<Finding> {
  const { adapter, software, reason = '' } = await probeWebgpu();
  const name = 'GPU';
  if (adapter && !software) return { name, state: 'ok', needed: false, found: adapter, mend: '' };
  const mend =
    process.platform === 'linux' ? 'apt install libvulkan1 and the GPU’s Vulkan driver' : 'update its driver';
  return { name, state: 'missing', needed: false, found: `${reason}; the CPU renders`, mend };
}

async function findMidi(): Promise<Finding> {
  const missing = (found: string, mend: string): Finding => ({
    ...{ name: 'MIDI', state: 'missing', needed: false, found, mend },
  });
  try {
    const system = await openMidiSystem(monotonicClock);
    const { inputs, outputs } = system.ports();
    system.close();
    if (inputs.length + outputs.length === 0) return missing('no controller found', 'plug one in');
    const found = `in: ${inputs.join(', ') || 'none'}; out: ${outputs.join(', ') || 'none'}`;
    return { name: 'MIDI', state: 'ok', needed: false, found, mend: '' };
  } catch (error) {
    if (error instanceof EngineError) return missing(error.message, error.hint);
    return missing(describeError(error), '');
  }
}

async function findJudge(): Promise<Finding> {
  const entries = await readdir(join(ROOT, 'models'), { recursive: true }).catch(() => []);
  const weights = entries.filter((entry) => /\.(onnx|safetensors)$/.test(entry));
  const name = 'judge weights';
  if (weights.length > 0) return { name, state: 'ok', needed: false, found: weights.join(', '), mend: '' };
  return { name, state: 'missing', needed: false, found: 'none in models/; a show needs none', mend: '' };
}

async function findDisplay(): Promise<Finding> {
  const isBuilt = existsSync(join(ROOT, 'display', 'dist', 'index.html'));
  const found = isBuilt ? 'built' : 'not built yet; neonfern start builds it';
  return {
    name: 'display pages',
    state: isBuilt ? 'ok' : 'missing',
    needed: false,
    found,
    mend: isBuilt ? '' : 'npm run build',
  };
}

async function findPresets(config: Config): Promise<Finding> {
  const folder = resolve(config.presets || join(ROOT, 'presets'));
  const { library, refused } = await readLibrary(folder, []);
  const ok = library.length > 0 && refused.length === 0;
  const found = [`${library.length} in ${folder}`, ...refused.map((line) => `refused: ${line}`)].join('; ');
  const mend = library.length === 0 ? 'name a folder of presets with --presets DIR' : 'mend or remove what is refused';
  return {
    name: 'presets',
    state: ok ? 'ok' : 'missing',
    needed: library.length === 0,
    found,
    mend: ok ? '' : mend,
  };
}

async function findPort({ server: { host, port } }: Config): Promise<Finding> {
  const name = `port ${port}`;
  const refusal = await new Promise<string>((resolve) => {
    const trial = createServer();
    trial.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    trial.listen(port, host, () => trial.close(() => resolve('')));
  });
  if (refusal === '') return { name, state: 'ok', needed: true, found: `free on ${host}`, mend: '' };
  const isTaken = refusal === 'EADDRINUSE';
  const found = isTaken ? `taken on ${host}, by a running Neonfern or another program` : `${host}: ${refusal}`;
  const mend = isTaken ? 'stop it, or choose another with --port' : 'see --host and --port';
  return { name, state: 'missing', needed: true, found, mend };
}

function findingsTable(findings: readonly Finding[], ok: boolean): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, state, found, mend }) => {
    const line = `${state.padEnd(7)}  ${name.padEnd(width)}  ${found}`;
    return mend ? [line, `${' '.repeat(width + 11)}→ ${mend}`] : [line];
  });
  const end = ok ? 'A show can run here: npm start' : 'No show can run here yet: see what is missing above.';
  return `${lines.join('\n')}\n\n${end}\n`;
}
