/** OSC and OSCQuery together, as the show opens them: what cannot be had is said once, and the show goes on without it. */

import { readFile } from 'node:fs/promises';
import { describeError } from '../../errors.ts';
import type { FeedbackPort } from '../../ports.ts';
import { parseAliases } from './aliases.ts';
import { type OscPortOptions, openOscPort } from './osc-port.io.ts';
import { openQueryServer, type QueryServer, type QueryServerOptions } from './query-server.io.ts';

export interface OscOptions extends OscPortOptions, Pick<QueryServerOptions, 'advertise' | 'world'> {
  readonly queryPort: number;
  /** Files of other programs' addresses. */
  readonly maps: readonly string[];
}

/** Both ports as one. */
export interface Osc extends FeedbackPort {
  /** One line for the performer: where it listens. */
  readonly detail: string;
  presetsChanged(): void;
  close(): Promise<void>;
}

/** Open both. @returns undefined when the OSC port is taken; that was said */
export async function openOsc(options: OscOptions): Promise<Osc | undefined> {
  const { notice } = options;
  const warn = (error: unknown) => {
    notice('warning', describeError(error));
    return undefined;
  };
  const maps = await Promise.all(
    options.maps.map(async (path) => {
      try {
        return [parseAliases(path, await readFile(path, 'utf8'))];
      } catch (error) {
        warn(error);
        return [];
      }
    }),
  );
  const port = await openOscPort({ ...options, aliases: maps.flat() }).catch(warn);
  if (!port) return undefined;
  const query: QueryServer | undefined = await openQueryServer({
    ...options,
    port: options.queryPort,
    oscPort: port.port,
    receive: port.receive,
  }).catch(warn);
  const where = options.lan ? 'the network' : 'this machine';
  return {
    detail: `UDP ${port.port} from ${where}, feedback to ${options.feedbackPort}${query ? `, OSCQuery ${query.port}` : ''}`,
    sendParams(values) {
      port.sendParams(values);
      query?.sendParams(values);
    },
    sendBeat: port.sendBeat,
    presetsChanged: () => query?.presetsChanged(),
    async close() {
      await Promise.all([port.close(), query?.close()]);
    },
  };
}
