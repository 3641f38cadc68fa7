/**
 * SLIP framing: packets on a stream, each ended (and by OSC 1.1 also begun) by 0xC0. Pure.
 * @see J. Romkey, RFC 1055 (1988); OSC 1.1 asks for it on TCP
 */

const END = 0xc0;
const ESCAPE = 0xdb;
const ESCAPED_END = 0xdc;
const ESCAPED_ESCAPE = 0xdd;
/** A longer packet is thrown away to its end: no OSC packet of ours is near it. */
const LONGEST_PACKET = 1 << 16;

/** Frame a packet, with the end mark on both sides. */
export function encodeSlip(packet: Uint8Array): Uint8Array {
  const out = [END];
  for (const byte of packet) {
    if (byte === END) out.push(ESCAPE, ESCAPED_END);
    else if (byte === ESCAPE) out.push(ESCAPE, ESCAPED_ESCAPE);
    else out.push(byte);
  }
  out.push(END);
  return Uint8Array.from(out);
}

/** Make a reader that takes a stream's pieces as they come and calls `onPacket` for each whole packet, empty ones left out. */
export function slipReader(onPacket: (packet: Uint8Array) => void): (piece: Uint8Array) => void {
  let packet: number[] = [];
  let isEscaped = false;
  let isTooLong = false;
  return (piece) => {
    for (const byte of piece) {
      if (byte === END) {
        if (packet.length > 0 && !isTooLong) onPacket(Uint8Array.from(packet));
        packet = [];
        isEscaped = isTooLong = false;
      } else if (byte === ESCAPE) isEscaped = true;
      else {
        // After an escape any other byte is an error; RFC 1055 says to keep it as it is.
        const plain = isEscaped && byte === ESCAPED_END ? END : isEscaped && byte === ESCAPED_ESCAPE ? ESCAPE : byte;
        isEscaped = false;
        if (packet.length < LONGEST_PACKET) packet.push(plain);
        else isTooLong = true;
      }
    }
  };
}
