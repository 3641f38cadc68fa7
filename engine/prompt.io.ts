/** `neonfern prompt`: ask a running engine for a preset, and watch it come. Speaks the wire as a page does. */

import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { WebSocket } from 'ws';
import { wholeNumber } from './arguments.io.ts';
import { PROMPT_SHOWS } from './control/prompt-params.ts';
import { EngineError } from './errors.ts';
import { shrinkPicture } from './judge/picture-file.io.ts';
import { IMAGE_SIDE } from './optimize/image-views.ts';
import { parseImageArgument } from './optimize/prompt.ts';
import type { ImageMessage } from './wire/image-message.ts';
import { FEWEST_STEPS, MOST_STEPS, type PromptShow } from './wire/prompt-message.ts';
import { type ClientMessage, type JobInfo, PROTOCOL_VERSION, parseEngineMessage } from './wire/protocol.ts';

export interface PromptOptions {
  readonly url: string;
  readonly prompt: string;
  readonly negative?: string | undefined;
  /** An image that the picture shall be like, as FILE or FILE:WEIGHT. */
  readonly image?: string | undefined;
  readonly seed?: number | undefined;
  readonly steps?: number | undefined;
  readonly from?: string | undefined;
  readonly priority?: number | undefined;
  readonly show: PromptShow;
  /** Return when the engine has taken the prompt, instead of when it is done. */
  readonly noWait: boolean;
  /** A line of JSON for each change instead of a progress bar. */
  readonly json: boolean;
  /** Where to print; a bar is drawn on a terminal only. */
  readonly out: { readonly isTTY?: boolean; write(text: string): unknown };
}

/** Run the command. @returns 0 when the preset is done (or taken, with `noWait`) @throws EngineError when it is refused or fails */
export async function runPrompt(options: PromptOptions): Promise<number> {
  const { url, noWait, json, out, image: file, ...request } = options;
  const id = randomBytes(6).toString('hex');
  const image = file === undefined ? undefined : await imageMessage(file);
  const message: ClientMessage = { type: 'prompt', id, ...definedFields({ ...request, image }) };
  const end = await follow(url, message, (job) => {
    if (json) out.write(`${JSON.stringify(job)}\n`);
    else if (out.isTTY) out.write(barOf(job));
    return noWait;
  });
  if (!json && out.isTTY) out.write('\n');
  if (end.status === 'failed') throw new EngineError('optimizer', `"${end.prompt || end.image}": ${end.reason}`);
  if (!json) out.write(`preset ${end.slug}${end.status === 'done' ? '' : `: ${end.status}`}\n`);
  return end.status === 'cancelled' ? 1 : 0;
}

/** Read the command's flags. @throws EngineError 'bad-argument' */
export function promptOptions(
  prompt: string,
  flags: Readonly<Record<string, string | boolean | undefined>>,
): PromptOptions {
  const { show = 'first', negative, image, from } = flags as Record<string, string | undefined>;
  const known = PROMPT_SHOWS.find((name) => name === show);
  if (!known) throw new EngineError('bad-argument', `--show: expected first, done, bar or cue, got "${show}"`);
  return {
    url: String(flags.url ?? 'http://127.0.0.1:4400'),
    prompt,
    negative,
    image,
    from,
    seed: wholeNumber('seed', flags.seed),
    steps: wholeNumber('steps', flags.steps, FEWEST_STEPS, MOST_STEPS),
    priority: wholeNumber('priority', flags.priority),
    show: known,
    noWait: flags['no-wait'] === true,
    json: flags.json === true,
    out: process.stdout,
  };
}

// Implementation

/** An image as it travels: small, for the show reads the message. */
async function imageMessage(argument: string): Promise<ImageMessage> {
  const { file, weight } = parseImageArgument(argument);
  const data = Buffer.from(await shrinkPicture(file, IMAGE_SIDE)).toString('base64');
  return { name: basename(file).slice(-100), weight, data };
}

type PromptFields = Omit<Extract<ClientMessage, { type: 'prompt' }>, 'type' | 'id'>;

/** Send one message and hear about its job until it ends or `seen` says that this is enough. */
function follow(
  url: string,
  message: Extract<ClientMessage, { type: 'prompt' }>,
  seen: (job: JobInfo) => boolean,
): Promise<JobInfo> {
  return new Promise((done, fail) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`);
    const end = (settle: () => void) => {
      settle();
      socket.close();
    };
    socket.once('error', () =>
      fail(
        new EngineError(
          'not-found',
          `no engine answers at ${url}`,
          'start one with neonfern start, or name it with --url',
        ),
      ),
    );
    socket.once('close', () =>
      fail(new EngineError('not-found', `the engine at ${url} went away`, 'the prompt stays in no queue: ask again')),
    );
    socket.once('open', () => {
      socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, role: 'control' }));
      socket.send(JSON.stringify(message));
    });
    let told = '';
    socket.on('message', (data, isBinary) => {
      if (isBinary) return;
      const news = parseEngineMessage(String(data));
      if (news.type === 'refused') end(() => fail(new EngineError('bad-prompt', news.message)));
      const job = news.type === 'jobs' ? news.jobs.find(({ id }) => id === message.id) : undefined;
      if (!job || JSON.stringify(job) === told) return;
      told = JSON.stringify(job);
      if (seen(job) || job.status === 'done' || job.status === 'failed' || job.status === 'cancelled') {
        end(() => done(job));
      }
    });
  });
}

function barOf({ status, progress, stepsPerSecond, curve, heldOut, steps }: JobInfo): string {
  const filled = Math.round(24 * progress);
  const left = stepsPerSecond > 0 ? Math.ceil(((1 - progress) * steps) / stepsPerSecond) : undefined;
  const facts = [
    `${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${status}`,
    ...(curve.length > 0 ? [`likeness ${(curve.at(-1) ?? 0).toFixed(2)}`] : []),
    ...(heldOut === null ? [] : [`held out ${heldOut.toFixed(2)}`]),
    ...(stepsPerSecond > 0 ? [`${stepsPerSecond.toFixed(1)} steps/s`, `${left} s left`] : []),
  ];
  return `\r\u001b[K${facts.join('  ')}`;
}

function definedFields(
  fields: Omit<PromptOptions, 'url' | 'noWait' | 'json' | 'out' | 'image'> & { image: ImageMessage | undefined },
): PromptFields {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as PromptFields;
}
