#!/usr/bin/env node
// The installed command. TypeScript is run as it stands, so that a checkout needs no build step for the engine.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../engine/main.ts');
process.exitCode = await main(process.argv.slice(2));
