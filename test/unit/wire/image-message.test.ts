/** The image of a prompt on the wire: what may be left out, and what is refused before anyone looks at it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_CLIENT_MESSAGE_BYTES, MAX_IMAGE_BYTES } from '../../../engine/wire/image-message.ts';
import { parseClientMessage } from '../../../engine/wire/protocol.ts';

const prompt = (image: unknown) => JSON.stringify({ type: 'prompt', id: 'a', prompt: '', image });

test('an image needs its bytes only', () => {
  const message = parseClientMessage(prompt({ data: 'iVBORw0KGgo=' }));
  assert.ok(message.type === 'prompt');
  assert.deepEqual(message.image, { name: 'image', weight: 1, data: 'iVBORw0KGgo=' });
});

test('the largest image and its text are no longer than a message may be', () => {
  const data = 'A'.repeat(Math.ceil(MAX_IMAGE_BYTES / 3) * 4);
  const message = prompt({ data: `data:image/jpeg;base64,${data}`, name: 'x'.repeat(100) });
  assert.ok(message.length + 2 * 2000 < MAX_CLIENT_MESSAGE_BYTES);
  assert.equal(parseClientMessage(message).type, 'prompt');
});

for (const [what, image, message] of [
  ['no bytes', { name: 'cat.png' }, /image\.data/],
  ['too many bytes', { data: 'A'.repeat(1.5 * MAX_IMAGE_BYTES) }, /image\.data: expected an image of at most 2 MiB/],
  ['no weight', { data: 'AA==', weight: 0 }, /image\.weight/],
  ['no name', { data: 'AA==', name: '' }, /image\.name/],
] as const) {
  test(`an image of ${what} is refused with its path`, () => {
    assert.throws(() => parseClientMessage(prompt(image)), { code: 'bad-message', message });
  });
}
