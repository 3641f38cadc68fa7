/**
 * What a CLIP checkpoint is: `config.json` in the Hugging Face layout, and the names and shapes of the tensors that follow from it.
 * What a config leaves out has the defaults of the original ViT-B/32.
 * @see Radford et al., "Learning transferable visual models from natural language supervision", 2021
 */

import { z } from 'zod';
import { type CheckpointFault, EngineError } from '../errors.ts';

/** How a tower is built. */
export interface TowerConfig {
  /** Width of the residual stream. */
  readonly hidden: number;
  /** Width inside each MLP. */
  readonly intermediate: number;
  readonly layers: number;
  /** Divides `hidden`. */
  readonly heads: number;
  readonly activation: 'quick_gelu' | 'gelu';
  readonly layerNormEpsilon: number;
}

export interface TextConfig extends TowerConfig {
  readonly vocabulary: number;
  /** Longest row of ids. */
  readonly positions: number;
  /** Where the embedding is read: at the first position of this id, or in old configs ('highest') at that of the highest id. */
  readonly pooling: 'highest' | number;
}

export interface VisionConfig extends TowerConfig {
  /** Pixels a side. */
  readonly imageSize: number;
  readonly patchSize: number;
}

export interface ClipConfig {
  readonly projection: number;
  readonly text: TextConfig;
  readonly vision: VisionConfig;
}

/** Make the error of a checkpoint that cannot be used. */
export function checkpointError(fault: CheckpointFault, message: string, hint = ''): EngineError {
  return new EngineError(
    `checkpoint:${fault}`,
    message,
    hint || 'fetch the checkpoint again, or choose another folder',
  );
}

/**
 * Parse `config.json`.
 * @param where named in errors
 * @throws EngineError 'checkpoint:bad-config', or 'checkpoint:wrong-model' for a model of another kind
 */
export function parseClipConfig(json: string, where: string): ClipConfig {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw checkpointError('bad-config', `${where}: not JSON`);
  }
  const type = (raw as { model_type?: unknown } | null)?.model_type;
  if (type !== 'clip') {
    throw checkpointError('wrong-model', `${where}: model_type is ${JSON.stringify(type)}, expected "clip"`);
  }
  const result = schema.safeParse(raw);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw checkpointError('bad-config', `${where}: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { projection_dim, text_config, text_config_dict, vision_config, vision_config_dict } = result.data;
  const text = towerOf(textTower, text_config_dict ?? text_config, where, 'text_config');
  const vision = towerOf(visionTower, vision_config_dict ?? vision_config, where, 'vision_config');
  return {
    projection: projection_dim,
    text: {
      ...sizes(text),
      vocabulary: text.vocab_size,
      positions: text.max_position_embeddings,
      // Id 2 marks configs from before transformers 4.30, whatever the real end of text is.
      pooling: text.eos_token_id === 2 ? 'highest' : text.eos_token_id,
    },
    vision: { ...sizes(vision), imageSize: vision.image_size, patchSize: vision.patch_size },
  };
}

/** Give the number of patches a side; pixels beyond them are not seen. */
export function patchesASide({ imageSize, patchSize }: VisionConfig): number {
  return Math.floor(imageSize / patchSize);
}

/** Give the position at which a row of ids is read: see {@link TextConfig}. `position 0` where there is no end of text. */
export function pooledPosition({ pooling }: Pick<TextConfig, 'pooling'>, ids: readonly number[]): number {
  if (pooling === 'highest') return ids.indexOf(Math.max(...ids));
  return Math.max(0, ids.indexOf(pooling));
}

/** Give the name and shape of every tensor that a checkpoint must hold. Linear weights are [out, in]. */
export function clipTensorShapes({ projection, text, vision }: ClipConfig): Map<string, readonly number[]> {
  const patches = patchesASide(vision) ** 2;
  return new Map<string, readonly number[]>([
    ['logit_scale', []],
    ['text_projection.weight', [projection, text.hidden]],
    ['visual_projection.weight', [projection, vision.hidden]],
    ['text_model.embeddings.token_embedding.weight', [text.vocabulary, text.hidden]],
    ['text_model.embeddings.position_embedding.weight', [text.positions, text.hidden]],
    ...normShapes('text_model.final_layer_norm', text.hidden),
    ...towerShapes('text_model', text),
    ['vision_model.embeddings.class_embedding', [vision.hidden]],
    ['vision_model.embeddings.patch_embedding.weight', [vision.hidden, 3, vision.patchSize, vision.patchSize]],
    ['vision_model.embeddings.position_embedding.weight', [1 + patches, vision.hidden]],
    // Spelt so in every checkpoint.
    ...normShapes('vision_model.pre_layrnorm', vision.hidden),
    ...normShapes('vision_model.post_layernorm', vision.hidden),
    ...towerShapes('vision_model', vision),
  ]);
}

// Implementation

const count = z.int().min(1).max(1_000_000);
const tower = {
  num_hidden_layers: count.max(200).default(12),
  hidden_act: z.enum(['quick_gelu', 'gelu']).default('quick_gelu'),
  layer_norm_eps: z.number().min(0).max(1).default(1e-5),
};
const textTower = z.looseObject({
  ...tower,
  vocab_size: count.default(49408),
  hidden_size: count.default(512),
  intermediate_size: count.default(2048),
  num_attention_heads: count.default(8),
  max_position_embeddings: count.default(77),
  eos_token_id: z.int().min(0).default(49407),
});
const visionTower = z.looseObject({
  ...tower,
  hidden_size: count.default(768),
  intermediate_size: count.default(3072),
  num_attention_heads: count.default(12),
  image_size: count.max(4096).default(224),
  patch_size: count.max(4096).default(32),
});
const anything = z.record(z.string(), z.unknown()).nullish();
const schema = z.looseObject({
  projection_dim: count.default(512),
  text_config: anything,
  /** Old files repeat a tower's config here, and then this one counts. */
  text_config_dict: anything,
  vision_config: anything,
  vision_config_dict: anything,
});

type Tower = z.infer<typeof textTower> | z.infer<typeof visionTower>;

function towerOf<T extends typeof textTower | typeof visionTower>(
  tower: T,
  raw: unknown,
  where: string,
  name: string,
): z.infer<T> {
  const result = tower.safeParse(raw ?? {});
  if (!result.success) {
    const issue = result.error.issues[0];
    throw checkpointError('bad-config', `${where}: ${name}.${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { hidden_size, num_attention_heads } = result.data;
  if (hidden_size % num_attention_heads !== 0) {
    const what = `hidden_size ${hidden_size} is no multiple of num_attention_heads ${num_attention_heads}`;
    throw checkpointError('bad-config', `${where}: ${name}: ${what}`);
  }
  return result.data as z.infer<T>;
}

function sizes(config: Tower): TowerConfig {
  return {
    hidden: config.hidden_size,
    intermediate: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    activation: config.hidden_act,
    layerNormEpsilon: config.layer_norm_eps,
  };
}

function towerShapes(prefix: string, config: TowerConfig): [string, number[]][] {
  const { hidden, intermediate, layers } = config;
  return Array.from({ length: layers }, (_, i) => `${prefix}.encoder.layers.${i}`).flatMap((layer) => [
    ...normShapes(`${layer}.layer_norm1`, hidden),
    ...normShapes(`${layer}.layer_norm2`, hidden),
    ...['q_proj', 'k_proj', 'v_proj', 'out_proj'].flatMap((name) =>
      linearShapes(`${layer}.self_attn.${name}`, hidden, hidden),
    ),
    ...linearShapes(`${layer}.mlp.fc1`, hidden, intermediate),
    ...linearShapes(`${layer}.mlp.fc2`, intermediate, hidden),
  ]);
}

function normShapes(name: string, width: number): [string, number[]][] {
  return [
    [`${name}.weight`, [width]],
    [`${name}.bias`, [width]],
  ];
}

function linearShapes(name: string, inputs: number, outputs: number): [string, number[]][] {
  return [
    [`${name}.weight`, [outputs, inputs]],
    [`${name}.bias`, [outputs]],
  ];
}
