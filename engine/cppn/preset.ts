/**
 * A preset: a net with its name, prompt, routes and provenance. On disk a folder `presets/<slug>/` with `preset.json`,
 * `weights.safetensors` and `thumbnail.png`. This file turns the first two into a Preset and back; `preset-store.io.ts` reads and watches.
 */

import { z } from 'zod';
import { EngineError, nearestWord } from '../errors.ts';
import { float32Values, parseSafetensors, writeSafetensors } from '../safetensors.ts';
import { type Cppn, type CppnSpec, featureCount, parameterShapes, unitCount } from './cppn.ts';
import type { Route } from './inputs.ts';
import { MOST_ROUTES, routeSchema } from './route-schema.ts';

export const PRESET_VERSION = 1;

const group = z.strictObject({
  activation: z.enum(['identity', 'sin', 'cos', 'gaussian', 'tanh', 'sigmoid', 'softplus', 'abs', 'atan', 'atan-pair']),
  units: z.int().min(4).max(64).multipleOf(4),
});
/** An architecture as files have it. */
export const cppnSpec = z.strictObject({
  fourierPairs: z.int().min(0).max(32),
  latents: z.int().min(0).max(8),
  audioInputs: z.int().min(0).max(8),
  hidden: z.array(z.array(group).min(1).max(8)).min(1).max(8),
});
const presetFile = z.strictObject({
  version: z.literal(PRESET_VERSION),
  name: z.string().min(1).max(80),
  prompt: z.string().max(1000),
  tags: z.array(z.string().max(40)).max(16).default([]),
  spec: cppnSpec,
  routes: z.array(routeSchema).max(MOST_ROUTES).default([]),
  /** Where it comes from; shown, never interpreted. */
  provenance: z.looseObject({ made: z.string(), licence: z.string(), created: z.string() }),
});

export type Provenance = z.infer<typeof presetFile>['provenance'];

/** A preset that was read and found whole. Immutable: a changed folder gives a new one. */
export interface Preset {
  /** The folder's name. */
  readonly slug: string;
  readonly name: string;
  readonly prompt: string;
  readonly tags: readonly string[];
  readonly net: Cppn;
  readonly routes: readonly Route[];
  readonly provenance: Provenance;
  /** Changes whenever the preset's files do; empty while it has none. */
  readonly revision: string;
}

/** The library, in the order in which pages show it. */
export type PresetLibrary = readonly Preset[];

/**
 * Make a preset from its files.
 * @throws EngineError 'bad-preset' naming file, path and what was expected: bad JSON, newer version, wrong shapes, NaN weights …
 */
export function parsePreset(slug: string, json: string, weights: Uint8Array, revision: string): Preset {
  const where = `presets/${slug}/preset.json`;
  const { spec: architecture, ...rest } = parseFile(json, where);
  const lost = rest.routes.find((r) => r.input >= architecture.audioInputs);
  if (lost) throw bad(`${where}: routes: input ${lost.input} is not one of the net's ${architecture.audioInputs}`);
  const widest = Math.max(...architecture.hidden.map((layer) => Math.max(unitCount(layer), featureCount(layer))));
  if (widest > 128) throw bad(`${where}: spec.hidden: expected at most 128 features a layer, got ${widest}`);
  const net = parseWeights(architecture, weights, `presets/${slug}/weights.safetensors`);
  return {
    slug,
    name: rest.name,
    prompt: rest.prompt,
    tags: rest.tags,
    routes: rest.routes,
    provenance: rest.provenance,
    net,
    revision,
  };
}

/** Give a preset's files: the inverse of {@link parsePreset}. */
export function writePreset(preset: Omit<Preset, 'slug' | 'revision'>): { json: string; weights: Uint8Array } {
  const { name, prompt, tags, net, routes, provenance } = preset;
  const file = { version: PRESET_VERSION, name, prompt, tags, spec: net.spec, routes, provenance };
  const tensors = new Map(
    [...parameterShapes(net.spec)].map(([key, shape]) => [
      key,
      { shape, values: net.weights.get(key) ?? new Float32Array() },
    ]),
  );
  return { json: `${JSON.stringify(file, null, 2)}\n`, weights: writeSafetensors(tensors) };
}

/** Find a preset by its slug. @throws EngineError 'not-found' naming the nearest one, or all that there are */
export function findPreset(library: PresetLibrary, slug: string): Preset {
  const preset = library.find((candidate) => candidate.slug === slug);
  if (preset) return preset;
  const slugs = library.map((candidate) => candidate.slug);
  const near = nearestWord(slug, slugs);
  throw new EngineError(
    'not-found',
    `no preset "${slug}"`,
    near ? `did you mean "${near}"?` : `there are: ${slugs.join(', ')}`,
  );
}

/** Give what pages and lists say of each preset. */
export function presetInfos(library: PresetLibrary) {
  return library.map(({ slug, name, prompt, tags, revision }) => ({ slug, name, prompt, tags: [...tags], revision }));
}

// Implementation

function bad(message: string, hint = 'mend the file or remove the folder'): EngineError {
  return new EngineError('bad-preset', message, hint);
}

function parseFile(json: string, where: string): z.infer<typeof presetFile> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw bad(`${where}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > PRESET_VERSION) {
    throw bad(`${where}: version ${version}, this Neonfern reads up to ${PRESET_VERSION}`, 'update Neonfern');
  }
  const result = presetFile.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const near = nearestWord(key, [
      'version',
      'name',
      'prompt',
      'tags',
      'spec',
      'routes',
      'provenance',
      'from',
      'input',
      'amount',
    ]);
    throw bad(`${where}: ${[...issue.path, key].join('.')}: unknown key${near ? `, did you mean "${near}"?` : ''}`);
  }
  throw bad(`${where}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

function parseWeights(architecture: CppnSpec, file: Uint8Array, where: string): Cppn {
  const stored = parseSafetensors(file, where);
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(architecture)) {
    const tensor = stored.get(name);
    if (!tensor) throw bad(`${where}: tensor "${name}" is missing`);
    if (tensor.shape.join() !== shape.join()) {
      throw bad(`${where}: tensor "${name}": expected shape [${shape}], got [${tensor.shape}]`);
    }
    const values = float32Values(tensor, `${where}: tensor "${name}"`);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw bad(`${where}: tensor "${name}"[${wrong}] is ${values[wrong]}, expected a finite number`);
    weights.set(name, values);
  }
  return { spec: architecture, weights };
}
