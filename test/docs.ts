/**
 * The reference docs that are derived from the code: `npm run docs` writes them, `npm run docs:check` fails when one is stale.
 * Edit the registry, never the page.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync, inflateSync } from 'node:zlib';
import { mapJsonSchema } from '../engine/control/midi-map-schema.ts';
import { BEAT_ADDRESS, TELEMETRY } from '../engine/control/osc/telemetry.ts';
import { addressOf, type ParamSpec } from '../engine/control/parameter.ts';
import { REGISTRY } from '../engine/control/registry.ts';
import { chataigneModule, maxPatch, touchOscLayout } from './recipes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Every derived page: its path from the root, and what it must say. */
const PAGES: readonly { readonly path: string; readonly content: string; readonly deflated?: boolean }[] = [
  { path: 'docs/parameters.md', content: parametersPage() },
  { path: 'recipes/touchosc/neonfern.tosc', content: touchOscLayout(), deflated: true },
  { path: 'recipes/max-for-live/neonfern.maxpat', content: maxPatch() },
  { path: 'recipes/chataigne/Neonfern/module.json', content: chataigneModule() },
  { path: 'midi-maps/map.schema.json', content: `${JSON.stringify(mapJsonSchema(), null, 2)}\n` },
];

const stale = PAGES.filter(({ path, content, deflated }) => readIfThere(join(ROOT, path), deflated) !== content);
if (process.argv.includes('--write')) {
  for (const { path, content, deflated } of stale) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), deflated ? deflateSync(content) : content);
    console.log(`written: ${path}`);
  }
} else if (stale.length > 0) {
  console.error(`stale: ${stale.map(({ path }) => path).join(', ')} — run npm run docs`);
  process.exitCode = 1;
}

// Implementation

function parametersPage(): string {
  const groups = [...new Set(REGISTRY.map(({ group }) => group))];
  const sections = groups.map((group) => {
    const rows = REGISTRY.filter((spec) => spec.group === group).map(rowOf);
    const head = ['| parameter | OSC address | values | default | follows in | |', '|---|---|---|---|---|---|'];
    return [`## ${group}`, '', ...head, ...rows, ''].join('\n');
  });
  const intro = [
    '# Parameters',
    '',
    'Made from `engine/control/registry.ts` by `npm run docs`; edit that file, not this one.',
    '',
    'Every parameter is set by its name from the operator page and over the wire; its OSC address is the same name with slashes.',
    'Where a fader travels exponentially, equal distances are equal ratios. "Follows in" is the time constant with which the',
    'picture follows.',
    '',
    '',
  ].join('\n');
  return intro + [...sections, telemetrySection()].join('\n');
}

function rowOf(spec: ParamSpec): string {
  const follows =
    spec.kind === 'number' || spec.kind === 'toggle' ? (spec.slew > 0 ? `${spec.slew} s` : 'at once') : '';
  const cells = [`\`${spec.id}\``, `\`${addressOf(spec)}\``, valuesOf(spec), defaultOf(spec), follows, spec.doc];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function valuesOf(spec: ParamSpec): string {
  if (spec.kind === 'toggle') return 'on, off';
  if (spec.kind === 'preset') return 'a preset’s slug';
  if (spec.kind === 'trigger') return 'fires';
  if (spec.kind === 'text') return 'text';
  if (spec.kind === 'choice') return spec.options.join(', ');
  const unit = spec.unit ? ` ${spec.unit}` : '';
  const curve = spec.curve === 'exponential' ? ', exponential' : '';
  const step = spec.step > 0 ? `, in steps of ${spec.step}` : '';
  return `${shown(spec.min)} … ${shown(spec.max)}${unit}${curve}${step}`;
}

function defaultOf(spec: ParamSpec): string {
  if (spec.kind === 'toggle') return spec.default ? 'on' : 'off';
  if (spec.kind === 'choice') return String(spec.default);
  return spec.kind === 'number' ? shown(Number(spec.default)) : '';
}

function shown(value: number): string {
  return String(value).replace('-', '−');
}

function telemetrySection(): string {
  const rows = TELEMETRY.map(
    ({ address, min, max, doc }) => `| \`${address}\` | ${shown(min)} … ${shown(max)} | ${doc} |`,
  );
  const beat = `| \`${BEAT_ADDRESS}\` | two integers | At each beat: its number since the start, and its place in the bar from 1. |`;
  const head = ['| address | values | |', '|---|---|---|'];
  return ['## Told over OSC', '', ...head, beat, ...rows, ''].join('\n');
}

function readIfThere(path: string, isDeflated = false): string | undefined {
  try {
    const bytes = readFileSync(path);
    // A checkout on Windows may have turned the line ends.
    return isDeflated ? inflateSync(bytes).toString() : bytes.toString().replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
