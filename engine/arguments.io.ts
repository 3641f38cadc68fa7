/** The command line: flags in, settings or values out, and one clear line where they make no sense. */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Config, FLAGS, parseConfig } from './config.ts';
import { describeError, EngineError, nearestWord } from './errors.ts';

/**
 * Read the settings of `neonfern start`: flags over neonfern.config.json over defaults.
 * @throws EngineError 'bad-argument' or 'bad-config' naming what was not understood
 */
export async function settings(args: string[]): Promise<Config> {
  const options = Object.fromEntries(
    FLAGS.map(({ flag, kind }) => [
      flag,
      { type: kind === 'yes' || kind === 'no' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const values = flagsOf(args, { ...options, config: { type: 'string' } }).values;
  const { config: path, ...flags } = values as Record<string, string | boolean | undefined>;
  const file = await readFile(String(path ?? 'neonfern.config.json'), 'utf8').catch((error: unknown) => {
    if (path === undefined) return undefined;
    throw new EngineError('bad-config', `${path}: cannot be read: ${describeError(error)}`, 'see --config');
  });
  return parseConfig(file, flags);
}

/**
 * Read a subcommand's flags: parseArgs, with its errors turned into ours and a guess at what was meant.
 * @throws EngineError 'bad-argument'
 */
export function flagsOf(
  args: string[],
  options: NonNullable<Parameters<typeof parseArgs>[0]>['options'] & object,
  positionals = false,
) {
  try {
    return parseArgs({ args, options, allowPositionals: positionals, strict: true });
  } catch (error) {
    const word = /'(--[\w-]+)/.exec(describeError(error))?.[1] ?? '';
    const near = nearestWord(word.slice(2), Object.keys(options));
    const known = Object.hasOwn(options, word.slice(2));
    const hint = near && !known ? `did you mean --${near}?` : 'see neonfern help';
    throw new EngineError('bad-argument', describeError(error).split('. ')[0] ?? 'bad argument', hint);
  }
}

/**
 * Read a flag that is a whole number, of a range where it has one; undefined when it was not given.
 * @throws EngineError 'bad-argument'
 */
export function wholeNumber(
  name: string,
  text: string | boolean | undefined,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && text !== '' && value >= low && value <= high) return value;
  const range = Number.isFinite(low) ? ` ${low}…${high}` : '';
  throw new EngineError('bad-argument', `--${name}: expected a whole number${range}, got "${text}"`);
}
