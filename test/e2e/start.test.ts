/**
 * Starting, well and badly: the command as a person types it, each in an empty folder. A start that cannot be says in one line
 * what, where and how to mend it; a start that lacks something that can be done without goes on and says so.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectWire, eventually, freePort, runNeonfern, startEngineProcess } from '../helpers/engine-process.ts';
import { type Pulse, pulseMissing, startPulse } from '../helpers/pulse.ts';

const PRESETS = fileURLToPath(new URL('../../presets', import.meta.url));
const QUIET = ['--no-open', '--port', '0', '--audio', 'demo', '--renderer', 'cpu', '--size', '64x36', '--fps', '10'];

/** An empty folder, removed when the tests are done. */
const folder = mkdtempSync(join(tmpdir(), 'neonfern-start-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface BadStart {
  readonly what: string;
  readonly args: readonly string[];
  readonly message: RegExp;
}

const badStarts: readonly BadStart[] = [
  { what: 'an unknown command', args: ['strat'], message: /unknown command "strat" — did you mean "start"\?/ },
  { what: 'an unknown flag', args: ['--rendrer', 'cpu'], message: /--rendrer.* — did you mean --renderer\?/ },
  { what: 'an unknown renderer', args: ['--renderer', 'gpu'], message: /render\.renderer: .*webgpu/ },
  { what: 'a size that is none', args: ['--size', 'large'], message: /--size: expected WIDTHxHEIGHT, got "large"/ },
  { what: 'a port that is none', args: ['--port', '99999'], message: /server\.port: .*65535/ },
  {
    what: 'an unknown source of sound',
    args: ['--audio', 'radio', '--port', '0'],
    message: /audio: expected .*"radio"/,
  },
  { what: 'a sound file that is not there', args: ['--audio', 'file:no.wav', '--port', '0'], message: /no\.wav/ },
  {
    what: 'a sound file that is none',
    args: ['--audio', `file:${file('text.wav', 'this is no sound')}`, '--port', '0'],
    message: /text\.wav/,
  },
  {
    what: 'an unknown key in the settings',
    args: ['--config', file('unknown.json', '{"render":{"widht":640}}')],
    message: /unknown key "render\.widht" — did you mean "width"\?/,
  },
  {
    what: 'settings that are no JSON',
    args: ['--config', file('broken.json', '{"render":')],
    message: /not JSON: .* — mend the file/,
  },
  { what: 'settings that are not there', args: ['--config', 'none.json'], message: /none\.json: cannot be read/ },
  { what: 'a host that is not this machine', args: ['--host', '192.0.2.1'], message: /cannot listen on 192\.0\.2\.1/ },
  { what: 'an unknown preset for a still', args: ['still', 'x', 'out.png'], message: /no preset "x" — there are: / },
];
for (const { what, args, message } of badStarts) {
  test(`${what} is refused in one line with what to do`, async () => {
    const { code, stdout, stderr } = await runNeonfern(args[0]?.startsWith('-') ? ['--no-open', ...args] : args);
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, /^neonfern: [^\n]+\n$/, 'one line');
    assert.match(stderr, message);
  });
}

describe('with the port taken', () => {
  let taken: Server;
  let port = 0;
  before(async () => {
    port = await freePort();
    taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
  });
  after(() => taken.close());

  test('a start is refused in one line with what to do', async () => {
    const { code, stderr } = await runNeonfern(['--no-open', '--port', String(port), '--audio', 'demo']);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^neonfern: 127\\.0\\.0\\.1:${port} is taken [^\\n]+--port\\n$`));
  });

  test('the doctor says so and ends with 1', async () => {
    const config = JSON.stringify({ server: { port } });
    const cwd = mkdtempSync(join(folder, 'doctor-'));
    writeFileSync(join(cwd, 'neonfern.config.json'), config);
    const { code, stdout } = await runNeonfern(['doctor'], { cwd });
    assert.match(stdout, new RegExp(`^missing +port ${port} +taken`, 'm'));
    assert.equal(code, 1);
  });
});

test('the doctor looks at everything and says what to do about what is missing', async () => {
  const { code, stdout, stderr } = await runNeonfern(['doctor', '--json']);
  assert.equal(stderr, '');
  const report = JSON.parse(stdout) as { ok: boolean; findings: { name: string; state: string; mend: string }[] };
  const names = report.findings.map(({ name }) => name.replace(/ \d+$/, ''));
  const expected = ['Node', 'settings', 'audio system', 'line-in', 'GPU', 'MIDI', 'judge weights', 'display pages'];
  assert.deepEqual(names, [...expected, 'presets', 'port']);
  assert.equal(code, report.ok ? 0 : 1);
  const helpless = report.findings.filter(({ state, mend, name }) => {
    return state === 'missing' && mend === '' && name !== 'judge weights';
  });
  assert.deepEqual(helpless, []);
});

test('a broken preset is named with its reason, and the rest load', async () => {
  const presets = join(folder, 'presets');
  cpSync(PRESETS, presets, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  mkdirSync(join(presets, 'no-json'));
  writeFileSync(join(presets, 'no-json', 'preset.json'), '{');
  writeFileSync(join(presets, 'no-json', 'weights.safetensors'), '');
  symlinkSync('/etc', join(presets, 'outside'));
  const engine = await startEngineProcess([...QUIET, '--presets', presets]);
  try {
    const wire = await connectWire(engine.url, 'control');
    await eventually('the presets are told', () => wire.last('presets') !== undefined);
    const slugs = wire.last('presets')?.presets.map(({ slug }) => slug) ?? [];
    wire.close();
    assert.ok(slugs.length >= 6 && !slugs.includes('no-json') && !slugs.includes('outside'), String(slugs));
    assert.match(engine.printed, /^! presets\/no-json\/preset\.json: not JSON: .* — mend/m);
    assert.match(engine.printed, /^! presets\/outside\/preset\.json: /m);
  } finally {
    await engine.stop();
  }
});

test('without any preset the engine starts, says so, and takes one that is put in', async () => {
  const presets = join(folder, 'empty');
  mkdirSync(presets);
  const engine = await startEngineProcess([...QUIET, '--presets', presets]);
  try {
    assert.match(engine.printed, /, 0 presets$/m);
    cpSync(join(PRESETS, 'flames'), join(presets, 'flames'), { recursive: true });
    await engine.until(/presets read again: 1/);
    const stage = await connectWire(engine.url, 'stage');
    await eventually('its picture comes', () => stage.frames > 0);
    stage.close();
  } finally {
    await engine.stop();
  }
});

test('without a sound card the demo plays, and the start says why', async () => {
  // ALSA finds no card in an empty configuration.
  const env = { ...process.env, ALSA_CONFIG_PATH: file('asound.conf', '') };
  const engine = await startEngineProcess([...QUIET.filter((arg) => !['--audio', 'demo'].includes(arg))], { env });
  try {
    assert.match(engine.printed, /^audio +demo track \(.+\)$/m);
    const wire = await connectWire(engine.url, 'control');
    await eventually('the demo is heard', () => (wire.last('meters')?.meters.rms ?? -120) > -40);
    wire.close();
  } finally {
    await engine.stop();
  }
});

const noPulse = pulseMissing();
describe('with a line-in', { skip: noPulse && !process.env.CI ? noPulse : false }, () => {
  let pulse: Pulse;
  before(async () => {
    pulse = await startPulse();
  });
  after(() => pulse.stop());

  test('devices lists it', async () => {
    const { code, stdout } = await runNeonfern(['devices'], { env: pulse.env });
    assert.equal(code, 0);
    assert.match(stdout, /^\d+ \*? *pulse +ALSA +\d+/m);
  });

  test('an unknown device is named with the nearest ones, and the show starts without it', async () => {
    const args = ['--port', '0', '--audio', 'line', '--device', 'plse', '--renderer', 'cpu', '--size', '64x36'];
    const engine = await startEngineProcess(args, { env: pulse.env });
    try {
      await engine.until(/no input device "plse"; nearest: "pulse"/);
      const stage = await connectWire(engine.url, 'stage');
      await eventually('pictures come', () => stage.frames > 0);
      stage.close();
    } finally {
      await engine.stop();
    }
  });
});
