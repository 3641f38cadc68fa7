import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configJsonSchema, FLAGS, parseConfig } from '../../engine/config.ts';
import { EngineError } from '../../engine/errors.ts';

const refused = (file: string | undefined, flags: Record<string, string | boolean>, message: RegExp, hint: RegExp) =>
  assert.throws(
    () => parseConfig(file, flags),
    (error) => error instanceof EngineError && message.test(error.message) && hint.test(error.hint),
  );

test('no file and no flags give the defaults', () => {
  const config = parseConfig(undefined, {});
  assert.equal(config.server.port, 4400);
  assert.equal(config.server.host, '127.0.0.1');
  assert.equal(config.audio.blockSize, 256);
  assert.equal(config.render.renderer, 'auto');
});

test('a flag beats the file and the file beats the default', () => {
  const config = parseConfig('{"server":{"port":5000},"audio":{"device":"Scarlett"}}', { port: '6000' });
  assert.equal(config.server.port, 6000);
  assert.equal(config.audio.device, 'Scarlett');
});

test('every flag sets the key that it names', () => {
  const config = parseConfig(undefined, {
    channels: '3,4',
    size: '1280x720',
    'no-open': true,
    'no-loop': true,
    audio: 'demo',
    'host-api': 'JACK',
    fps: '50',
    presets: '/sets/a',
  });
  assert.deepEqual(config.audio.channels, [3, 4]);
  assert.deepEqual([config.render.width, config.render.height, config.render.fps], [1280, 720, 50]);
  assert.deepEqual([config.server.open, config.audio.loop, config.presets], [false, false, '/sets/a']);
  assert.equal(new Set(FLAGS.map((f) => f.flag)).size, FLAGS.length);
});

test('an unknown key is named with the one that was meant', () => {
  refused('{"audio":{"devise":"x"}}', {}, /unknown key "audio\.devise"/, /did you mean "device"/);
});

test('bad settings are refused in one line that says where', () => {
  refused('{"server":{"port":70000}}', {}, /server\.port/, /help/);
  refused('{oops', {}, /not JSON/, /mend/);
  refused(undefined, { size: 'big' }, /--size: expected WIDTHxHEIGHT, got "big"/, /help/);
  refused(undefined, { port: 'x' }, /--port: expected a number, got "x"/, /help/);
  refused(undefined, { channels: '1,2,3' }, /audio\.channels/, /help/);
  refused(undefined, { size: '641x360' }, /even/, /help/);
});

test('the settings have a JSON Schema that knows every section', () => {
  assert.deepEqual(Object.keys((configJsonSchema() as { properties: object }).properties), [
    'audio',
    'render',
    'server',
    'optimizer',
    'osc',
    'link',
    'sets',
    'set',
    'safe',
    'record',
    'midi',
    'presets',
  ]);
});
