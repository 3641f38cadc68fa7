/**
 * Some displays in a process of their own, for `bench:wire`: they take frames as a page does, say `drawn` for each, and look at
 * nothing. Started with an address and a count; says 'open' when all are connected, then its counts each time it is asked.
 */

import { connectWire } from './engine-process.ts';

const [url = '', count = '1'] = process.argv.slice(2);
const clients = await Promise.all(Array.from({ length: Number(count) }, () => connectWire(url, 'stage')));
for (const { socket, say } of clients) {
  socket.on('message', (bytes: Buffer, isBinary: boolean) => {
    if (isBinary) say({ type: 'drawn', sequence: bytes.readUInt32LE(4) });
  });
}
process.on('message', () => process.send?.(clients.map(({ frames }) => frames)));
process.on('disconnect', () => process.exit(0));
process.send?.('open');
