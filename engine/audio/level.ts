/**
 * Gate, automatic gain and the references that make everything after them independent of the input's level.
 * The order is what keeps noise from being pumped up: gate first; while it is closed, gain and references stand still.
 */

import { type DecibelsFullScale, fromDecibels, type Seconds, type Unit } from '../units.ts';
import { approach, follow } from './envelope.ts';

/** Gate and gain, updated by each hop. */
export interface Level {
  open: boolean;
  /** Automatic gain, factor on amplitude. */
  gain: number;
  /** Level after gain, before attack and release: 1 is as loud as this music gets. */
  level: Unit;
  /** The loudest hop of the last seconds, mean square: fast up, slow down; never under the gate's floor. */
  reference: number;
  /** Update from the newest hop's mean square. Allocates nothing. */
  update(power: number, floor: DecibelsFullScale): void;
  reset(): void;
}

/** The gate opens this far over its floor and closes at it, so that noise at the floor does not make it chatter. */
const HYSTERESIS_DB = 2;
/** Power is averaged this long before it is held against the floor: one crackle does not open the gate. */
const GATE_SECONDS: Seconds = 0.03;
/** The gate stays open this long after the sound fell under the floor: rests between notes are music. */
const HOLD_SECONDS: Seconds = 1.2;
/** Loudness that the gain aims at, RMS. */
const TARGET = fromDecibels(-14);
/** The gain is capped here: a quiet room is not a concert. */
const MAX_GAIN = fromDecibels(42);
const GAIN_ATTACK_SECONDS: Seconds = 0.25;
const GAIN_RELEASE_SECONDS: Seconds = 4;
const REFERENCE_ATTACK_SECONDS: Seconds = 0.02;
const REFERENCE_RELEASE_SECONDS: Seconds = 5;

/** Prepare gate and gain for hops of `dt` seconds. */
export function createLevel(dt: Seconds): Level {
  const gateShare = approach(dt, GATE_SECONDS);
  const gainAttack = approach(dt, GAIN_ATTACK_SECONDS);
  const gainRelease = approach(dt, GAIN_RELEASE_SECONDS);
  const referenceAttack = approach(dt, REFERENCE_ATTACK_SECONDS);
  const referenceRelease = approach(dt, REFERENCE_RELEASE_SECONDS);
  // In an object's fields: a captured variable that holds a fraction costs an allocation a write.
  const s = { gatePower: 0, sinceLoud: 0, loudness: 0 };

  function update(power: number, floor: DecibelsFullScale): void {
    const floorPower = 10 ** (floor / 10);
    s.gatePower += gateShare * (power - s.gatePower);
    if (s.gatePower > floorPower * (level.open ? 1 : 10 ** (HYSTERESIS_DB / 10))) {
      level.open = true;
      s.sinceLoud = 0;
    } else {
      s.sinceLoud += dt;
      if (s.sinceLoud > HOLD_SECONDS) level.open = false;
    }
    if (!level.open) {
      level.level = 0;
      level.reference = Math.max(level.reference, floorPower);
      return;
    }
    // While the gate only holds (a rest in the music), gain and reference wait with it.
    if (s.sinceLoud === 0) {
      s.loudness = s.loudness === 0 ? power : follow(s.loudness, power, gainAttack, gainRelease);
      level.reference = Math.max(floorPower, follow(level.reference, power, referenceAttack, referenceRelease));
      level.gain = Math.min(MAX_GAIN, TARGET / Math.sqrt(Math.max(s.loudness, floorPower)));
    }
    level.level = Math.min(1, Math.sqrt(power / level.reference));
  }

  function reset(): void {
    s.gatePower = s.sinceLoud = s.loudness = 0;
    level.open = false;
    level.gain = 1;
    level.level = 0;
    level.reference = 0;
  }

  const level: Level = { open: false, gain: 1, level: 0, reference: 0, update, reset };
  return level;
}
