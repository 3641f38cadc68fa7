/**
 * The reference docs that are derived from the code: `npm run docs` writes them, `npm run docs:check` fails when one is stale.
 * Edit the registry, never the page.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mapJsonSchema } from '../engine/control/midi-map-schema.ts';
import { addressOf, type ParamSpec } from '../engine/control/parameter.ts';
import { REGISTRY } from '../engine/control/registry.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Every derived page: its path from the root, and what it must say. */
const PAGES: readonly { readonly path: string; readonly content: string }[] = [
  { path: 'docs/parameters.md', content: parametersPage() },
  { path: 'midi-maps/map.schema.json', content: `${JSON.stringify(mapJsonSchema(), null, 2)}\n` },
];

const stale = PAGES.filter(({ path, content }) => readIfThere(join(ROOT, path)) !== content);
if (process.argv.includes('--write')) {
  for (const { path, content } of stale) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
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
  return intro + sections.join('\n');
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

function readIfThere(path: string): string | undefined {
  try {
    // A checkout on Windows may have turned the line ends.
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
