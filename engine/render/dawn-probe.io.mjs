/** Child process of dawn.io.ts: look for an adapter, print what was found as one line of JSON. */

const answer = await look().catch((error) => ({
  error: `the package webgpu cannot be loaded: ${error.message.split('\n')[0]}`,
}));
// Leaving at once keeps a driver's own clean-up from turning an answer into a crash.
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));

async function look() {
  const { create } = await import('webgpu');
  const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return {};
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  return { adapter: { vendor, architecture, device, description, isFallbackAdapter } };
}
