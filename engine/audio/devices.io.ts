/**
 * What sound the machine has: the list behind `neonfern devices`, `neonfern doctor` and error messages. PortAudio is asked
 * in a process of its own, so that the list is always fresh and its noise stays away.
 */

import { describeError, EngineError } from '../errors.ts';
import { startCapture } from './capture-child.io.ts';
import type { AudioDevices, AudioHost, InputDevice } from './device.ts';

/** How sound stands on this machine. */
export interface AudioProbe {
  /** Whether PortAudio works and there is at least one input. */
  readonly ok: boolean;
  readonly hosts: readonly AudioHost[];
  readonly devices: readonly InputDevice[];
  /** What is missing, one line; absent when ok. */
  readonly reason?: string;
  /** The command or act that mends it; absent when ok. */
  readonly mend?: string;
}

/**
 * List host APIs and input devices as they are now. Takes about a second.
 * @throws EngineError 'audio-system' naming what to install when PortAudio cannot be used
 */
export async function listAudioDevices(): Promise<AudioDevices> {
  const request = { mode: 'list', device: '', hostApi: '', sampleRate: 0, blockSize: 256 } as const;
  let child: ReturnType<typeof startCapture> | undefined;
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise<AudioDevices>((found, fail) => {
      const give = (reason: string) => fail(new EngineError('audio-system', reason, 'try again; see neonfern doctor'));
      deadline = setTimeout(() => give(`PortAudio did not answer within ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
      child = startCapture(
        { ...request, channels: [1, 2] },
        {
          onBlock: () => {},
          onNotice(notice) {
            if (notice.kind === 'devices') found({ hosts: notice.hosts, inputs: notice.inputs });
            else if (notice.kind === 'broken') fail(new EngineError('audio-system', notice.message, notice.hint));
          },
          onEnd: give,
        },
      );
    });
  } finally {
    clearTimeout(deadline);
    await child?.kill();
  }
}

/** Look whether sound can come in, and say what is missing and how to mend it. Never rejects. */
export async function probeAudio(): Promise<AudioProbe> {
  try {
    const { hosts, inputs } = await listAudioDevices();
    if (inputs.length > 0) return { ok: true, hosts, devices: inputs };
    const mend = 'plug one in, or use --audio demo';
    return { ok: false, hosts, devices: inputs, reason: 'no sound card found', mend };
  } catch (error) {
    const mend = error instanceof EngineError ? error.hint : '';
    const reason = error instanceof Error ? error.message : describeError(error);
    return { ok: false, hosts: [], devices: [], reason, mend };
  }
}

/** Print the input devices, as a table or as JSON, and give the exit code: 0, or 1 when there is none. */
export async function printDevices({ json }: { readonly json: boolean }): Promise<number> {
  const probe = await probeAudio();
  if (json) process.stdout.write(`${JSON.stringify(probe, null, 2)}\n`);
  else if (probe.ok) process.stdout.write(deviceTable(probe));
  else process.stderr.write(`neonfern: ${probe.reason} — ${probe.mend}\n`);
  return probe.ok ? 0 : 1;
}

// Implementation

const PATIENCE_MS = 15_000;

function deviceTable({ hosts, devices }: AudioProbe): string {
  const chosen = hosts.find((host) => host.isDefault)?.defaultInput;
  const rows = devices.map((device) => [
    `${device.index}${device.index === chosen ? ' *' : ''}`,
    device.name,
    device.hostApi,
    `${device.channels}`,
    `${device.defaultSampleRate} Hz`,
  ]);
  const table = [['no.', 'device', 'host API', 'inputs', 'rate'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n* the default. Choose with --device NAME (a part of the name is enough) or --device NUMBER.\n`;
}
