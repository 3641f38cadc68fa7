import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipTensorShapes, parseClipConfig, pooledPosition } from '../../../engine/judge/clip-config.ts';

const usual = parseClipConfig('{"model_type": "clip"}', 'config.json');

test('a config that says nothing is ViT-B/32', () => {
  const { text, vision, projection } = usual;
  assert.deepEqual([projection, text.hidden, text.layers, text.heads, text.positions], [512, 512, 12, 8, 77]);
  assert.deepEqual([vision.hidden, vision.layers, vision.imageSize, vision.patchSize], [768, 12, 224, 32]);
  const shapes = clipTensorShapes(usual);
  assert.deepEqual(shapes.get('vision_model.embeddings.position_embedding.weight'), [50, 768]);
  const parameters = [...shapes.values()].reduce((sum, shape) => sum + shape.reduce((n, m) => n * m, 1), 0);
  assert.equal(parameters, 151_277_313);
});

test('a text_config_dict counts before its sibling, and projection_dim of a tower does not count', () => {
  const { text, projection } = parseClipConfig(
    JSON.stringify({
      model_type: 'clip',
      projection_dim: 64,
      text_config: { hidden_size: 16, projection_dim: 1 },
      text_config_dict: { hidden_size: 24, eos_token_id: 9 },
    }),
    'config.json',
  );
  assert.deepEqual([text.hidden, text.pooling, projection], [24, 9, 64]);
});

test('a row is read at its first end of text; by old configs at its highest id', () => {
  assert.equal(pooledPosition({ pooling: 9 }, [8, 3, 9, 9, 10]), 2);
  assert.equal(pooledPosition({ pooling: 9 }, [8, 3]), 0);
  assert.equal(pooledPosition({ pooling: 'highest' }, [8, 30, 9, 30]), 1);
  assert.equal(parseClipConfig('{"model_type":"clip","text_config":{"eos_token_id":2}}', '').text.pooling, 'highest');
});
