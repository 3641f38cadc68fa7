/**
 * `npm run bench:recording`: whether recording makes frames late. The real engine with the demo, the CPU renderer and one stage that
 * takes frames; it records in every other turn, and in short ones, so that whatever else the machine does falls on both alike.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '../../engine/clock.io.ts';
import { milliseconds, printTable, rounded, roundedMilliseconds, runBench, spreadOf } from '../helpers/bench.ts';
import { connectWire, pause, startEngineProcess } from '../helpers/engine-process.ts';
import { treeSeconds } from '../helpers/processor.ts';

const TURNS = 8;
const TURN_SECONDS = 5;
/** Left out at a turn's begin: the encoder starts or ends. It is told apart below. */
const SETTLE_SECONDS = 1.5;
/** The status, which counts late frames, comes twice a second. */
const STATUS_SECONDS = 0.6;
const RATE = 30;
const SIZE = '320x180';

interface Way {
  readonly name: string;
  readonly gaps: number[];
  late: number;
  /** Late while the encoder started, or ended. */
  lateAtFirst: number;
  used: number;
}

async function measure() {
  if (spawnSync('ffmpeg', ['-version']).error) return 'ffmpeg is not installed: apt install ffmpeg';
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-recording-'));
  writeFileSync(join(folder, 'neonfern.config.json'), JSON.stringify({ record: { folder } }));
  const engine = await startEngineProcess(
    [
      ...['--audio', 'demo', '--renderer', 'cpu', '--threads', '1', '--size', SIZE, '--fps', String(RATE)],
      ...['--no-adapt', '--no-midi', '--port', '0', '--sets', join(folder, 'sets')],
    ],
    { cwd: folder },
  );
  const stage = await connectWire(engine.url, 'stage');
  const control = await connectWire(engine.url, 'control');
  const ways: readonly Way[] = ['not recording', 'recording'].map((name) => ({
    ...{ name, gaps: [], late: 0, lateAtFirst: 0, used: 0 },
  }));
  let gaps: number[] | undefined;
  let before: number | undefined;
  stage.socket.on('message', (bytes: Buffer, isBinary) => {
    if (!isBinary) return;
    stage.say({ type: 'drawn', sequence: bytes.readUInt32LE(4) });
    const now = monotonicClock();
    if (before !== undefined) gaps?.push(now - before);
    before = now;
  });
  const late = () => control.last('status')?.status.late ?? 0;
  try {
    await pause(3);
    for (let turn = 0; turn < TURNS; turn++) {
      const way = ways[turn % 2] as Way;
      const atFirst = late();
      control.say({ type: 'control', param: 'output.record', op: 'set', value: turn % 2 === 1 });
      await pause(SETTLE_SECONDS + STATUS_SECONDS);
      const [begun, used] = [late(), treeSeconds(engine.pid)];
      gaps = way.gaps;
      await pause(TURN_SECONDS);
      gaps = undefined;
      await pause(STATUS_SECONDS);
      way.lateAtFirst += begun - atFirst;
      way.late += late() - begun;
      way.used += treeSeconds(engine.pid) - used;
    }
    control.say({ type: 'control', param: 'output.record', op: 'set', value: false });
    await engine.until(new RegExp(`(recorded [^]*){${TURNS / 2}}`));
    const files = readdirSync(folder).filter((name) => name.endsWith('.mp4'));
    const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const told = ways.map((way) => ({ ...way, gap: spreadOf(way.gaps) }));
    printTable(
      [`${SIZE} at ${RATE} fps`, 'frames', 'gap, median ms', 'p99', 'largest', 'late', 'late at first', 'processors'],
      told.map(({ name, gap, late, lateAtFirst, used }) => {
        const { count, median, p99, largest } = gap;
        const share = used / ((TURNS / 2) * (TURN_SECONDS + STATUS_SECONDS));
        return [
          ...[name, count, milliseconds(median), milliseconds(p99), milliseconds(largest), late, lateAtFirst],
          share.toFixed(2),
        ];
      }),
    );
    console.log(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);
    const [off, on] = told;
    const p99 = on?.gap.p99 ?? Number.NaN;
    return {
      'frames while recording': on?.gap.count,
      'late while recording': on?.late,
      'late else': off?.late,
      'gap p99 while recording, ms': roundedMilliseconds(p99),
      'gap p99 of the other': rounded(p99 / (off?.gap.p99 ?? Number.NaN)),
    };
  } finally {
    stage.close();
    control.close();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await runBench('recording', measure);
