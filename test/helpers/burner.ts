/** Keeps processors busy with arithmetic, as an optimizer does: a process with as many threads as it is told, until it is ended. */

import { Worker } from 'node:worker_threads';

const BURN = `
  const a = Float64Array.from({ length: 4096 }, (_, i) => Math.sin(i));
  for (let sum = 0; ; sum = 0) for (let k = 0; k < 1e4; k++) for (let i = 0; i < 4096; i++) a[i] = a[i] * 0.999 + (sum += a[i] * 1e-9);
`;
const threads = Number(process.argv[2] ?? 1);
for (let i = 0; i < threads; i++) new Worker(BURN, { eval: true });
process.send?.('burning');
process.on('disconnect', () => process.exit(0));
