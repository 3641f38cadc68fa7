/**
 * The choice of an audio input, for the operator page and whoever sets `audio.input`: lists the machine's inputs when asked, and
 * exchanges the sound. A choice that fails is one line, and the parameter goes back to what is heard.
 */

import type { ChosenSource } from './audio/choice.io.ts';
import { inputLabel } from './audio/device.ts';
import { probeAudio } from './audio/devices.io.ts';
import type { ControlEvent } from './control/parameter.ts';
import { describeError } from './errors.ts';
import type { FeedbackPort } from './ports.ts';
import type { InputsNews } from './wire/protocol.ts';

/** What the choice works on. */
export interface AudioInputsParts {
  readonly source: ChosenSource;
  readonly control: (event: ControlEvent) => void;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
  readonly sendInputs: (news: InputsNews) => void;
}

/** Follows `audio.input`. */
export interface AudioInputs extends FeedbackPort {
  /** List the inputs anew and tell the pages; takes about a second, in a process of its own. */
  look(): Promise<void>;
}

/** Make the choice. */
export function openAudioInputs({ source, control, notice, sendInputs }: AudioInputsParts): AudioInputs {
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const { hosts, devices, reason = '' } = await probeAudio();
    const chosen = hosts.find((host) => host.isDefault)?.defaultInput;
    const inputs = devices.map((device) => ({
      label: inputLabel(device, devices),
      detail: `${device.hostApi}, ${device.channels} ch, ${device.defaultSampleRate} Hz`,
      isDefault: device.index === chosen,
    }));
    sendInputs({ inputs, reason });
  }

  return {
    look() {
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
    sendParams({ 'audio.input': wanted }) {
      if (wanted === undefined) return;
      source.choose(String(wanted)).catch((error: unknown) => {
        notice('warning', `audio input "${wanted}": ${describeError(error)}`);
        control({ param: 'audio.input', op: 'set', value: source.choice, origin: 'engine' });
      });
    },
    sendBeat: () => {},
  };
}
