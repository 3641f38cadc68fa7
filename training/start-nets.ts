/**
 * Make the start nets: `npx tsx training/start-nets.ts [--work FOLDER] [--threads N]`. Each line of start-nets.txt becomes a net by a short
 * run of the optimizer, kept in the work folder as a preset, so that a stopped run goes on; those that the judge takes for what they
 * are called go into models/start-nets/nets.safetensors.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readLibrary } from '../engine/cppn/preset-store.io.ts';
import { openJudge } from '../engine/judge/judge.io.ts';
import { slugOf } from '../engine/optimize/prompt.ts';
import { writeStartNets } from '../engine/optimize/start-net-file.ts';
import { runJob, saveResult } from '../engine/optimize-job.io.ts';

const STEPS = 80;
const SEED = 1;
/** Likeness below which a picture is not what its words say. */
const ENOUGH = 0.15;
const FILE = resolve(import.meta.dirname, '../models/start-nets/nets.safetensors');

const { values } = parseArgs({ options: { work: { type: 'string' }, threads: { type: 'string' } } });
const work = resolve(values.work ?? 'runs/start-nets');
const threads = Number(values.threads ?? 1);
const words = readFileSync(join(import.meta.dirname, 'start-nets.txt'), 'utf8')
  .split('\n')
  .filter(Boolean);

const judge = await openJudge('embedded-a', { threads });
for (const [i, prompt] of words.entries()) {
  const slug = slugOf(prompt);
  if (existsSync(join(work, slug, 'preset.json'))) continue;
  const job = {
    ...{ prompt, negative: '', image: undefined, from: undefined, seed: SEED, steps: STEPS },
    ...{ judge, heldOut: undefined, threads, checkpoint: join(work, `${slug}.checkpoint`) },
    notice: (text: string) => console.warn(text),
  };
  const result = await runJob({ ...job, wanted: () => 'go on', onStep: () => {} });
  if (!result) throw new Error(`${prompt}: stopped`);
  await saveResult(work, slug, job, result);
  console.log(`${i + 1}/${words.length} ${prompt} ${JSON.stringify(result.provenance.likeness)}`);
}
await judge.close();

const { library, refused } = await readLibrary(work, []);
for (const line of refused) console.warn(line);
const likenessOf = ({ likeness }: Readonly<Record<string, unknown>>) => Number((likeness as { mean: number }).mean);
const good = library.filter(({ prompt, provenance }) => words.includes(prompt) && likenessOf(provenance) >= ENOUGH);
const file = writeStartNets(good);
writeFileSync(FILE, file);
console.log(`${good.length} of ${words.length} nets, ${file.length} bytes: ${FILE}`);
