/**
 * A sound card in user space: a private PulseAudio whose null sink `line` is the cable. What is played into the sink is
 * what PortAudio records from its monitor. Needs no sound card, no system daemon and no rights; touches nothing of the
 * user's own sound system, because home and runtime folders are private ones.
 */

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A running sound server with its one sink. */
export interface Pulse {
  /** Environment for a process that shall hear this line-in: PortAudio finds it as the device `pulse`. */
  readonly env: NodeJS.ProcessEnv;
  /** Play a sound file into the line, at once; resolves when it ended. Stop it with the signal. */
  play(file: string, signal?: AbortSignal): Promise<void>;
  /** Play a steady sine until the returned function is called. Peak is a share of full scale. */
  tone(hertz: number, peak: number): () => void;
  /** Pull the cable: the sink and its monitor vanish. */
  unplug(): Promise<void>;
  /** Put the cable back. */
  plug(): Promise<void>;
  /** Stop the server and remove its folders. */
  stop(): Promise<void>;
}

/** Say why no private PulseAudio can run here, or undefined when it can. */
export function pulseMissing(): string | undefined {
  if (process.platform !== 'linux') return 'PulseAudio with a null sink is Linux only';
  const missing = ['pulseaudio', 'pactl', 'paplay', 'sox'].filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} not installed: apt install pulseaudio libasound2-plugins pulseaudio-utils sox`;
}

/** Start a private PulseAudio with a null sink named `line`, 48 kHz stereo. */
export async function startPulse(): Promise<Pulse> {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-pulse-'));
  const runtime = join(folder, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  writeFileSync(join(folder, '.asoundrc'), 'pcm.!default { type pulse }\nctl.!default { type pulse }\n');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: folder,
    XDG_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: join(folder, 'config'),
    PULSE_SERVER: `unix:${join(runtime, 'pulse', 'native')}`,
  };
  const server = spawn(
    'pulseaudio',
    ['--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '-n', '-L', 'module-native-protocol-unix'],
    { env, stdio: 'ignore' },
  );
  const pactl = async (...args: string[]) => (await run('pactl', args, { env })).stdout.trim();
  await untilAnswers(() => pactl('info'), server);
  let sink = await plug(pactl);
  const players = new Set<ChildProcess>();
  const start = (command: string, args: string[], signal?: AbortSignal) => {
    const player = spawn(command, args, { env, stdio: 'ignore', ...(signal ? { signal } : {}) });
    players.add(player);
    player.on('error', () => {});
    player.once('exit', () => players.delete(player));
    return player;
  };
  return {
    env,
    play: (file, signal) =>
      new Promise((done) =>
        start('paplay', ['--device=line', '--latency-msec=20', file], signal).once('exit', () => done()),
      ),
    tone(hertz, peak) {
      const sine = `sox -q -n -t raw -r 48000 -c 2 -e float -b 32 - synth 3600 sine ${hertz} vol ${peak}`;
      const player = start('sh', [
        '-c',
        // exec on the right, so that ending the player ends the pipe.
        `${sine} | exec pacat --device=line --latency-msec=20 --rate=48000 --channels=2 --format=float32le`,
      ]);
      return () => player.kill();
    },
    unplug: async () => void (await pactl('unload-module', sink)),
    async plug() {
      sink = await plug(pactl);
    },
    async stop() {
      for (const player of players) player.kill();
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// Implementation

async function plug(pactl: (...args: string[]) => Promise<string>): Promise<string> {
  // Without rewinds the sink works in steps of 50 ms; else its monitor would hold back the first two seconds.
  const options = ['sink_name=line', 'rate=48000', 'channels=2', 'norewinds=1'];
  const sink = await pactl('load-module', 'module-null-sink', ...options);
  await pactl('set-default-source', 'line.monitor');
  return sink;
}

async function untilAnswers(ask: () => Promise<unknown>, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`pulseaudio ended with code ${server.exitCode}`);
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (server.exitCode !== null || server.signalCode !== null) return done();
    const force = setTimeout(() => server.kill('SIGKILL'), 3000);
    server.once('exit', () => {
      clearTimeout(force);
      done();
    });
    server.kill('SIGTERM');
  });
}

function isInstalled(tool: string): boolean {
  try {
    execFileSync('which', [tool], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
