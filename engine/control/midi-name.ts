/**
 * Names of MIDI ports. A device must be known again by its name after it was pulled and plugged in elsewhere, and its output found
 * for its input, though each system writes the names in its own way.
 */

/** Give the lasting part of a port's name: without ALSA's client and port numbers and Windows' count of plugs. */
export function lastingName(port: string): string {
  const name = port
    .replace(/\s+\d+:\d+$/, '')
    .replace(/^\d+\s?-\s/, '')
    .trim();
  // ALSA says the client's name and then the port's, which often begins with it: "APC MINI:APC MINI MIDI 1".
  const [client, inner] = name.split(/:(.*)/);
  return client && inner?.startsWith(client) ? inner : name;
}

/** Give what a device's input and output have in common: the lasting name without "in" and "out". */
export function pairName(port: string): string {
  return lastingName(port)
    .toLowerCase()
    .replace(/midi(in|out)/g, 'midi')
    .replace(/\b(in|out|input|output)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether a port is no device: the system's own loop, and ports that this program opened. */
export function isOwnPort(port: string): boolean {
  return /^midi through|rtmidi|^neonfern|microsoft gs wavetable/i.test(port);
}

/** Number a list of names so that two devices of one kind can be told apart: the second is "name #2". */
export function numbered(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} #${count}`;
  });
}
