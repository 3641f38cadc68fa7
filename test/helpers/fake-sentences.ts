/** Stands in for the process that reads texts: a text's vector is its length; "crash" ends it, "bad" is refused. */

process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const { id, texts } = message as { readonly id: number; readonly texts: readonly string[] };
  if (texts.includes('crash')) process.exit(3);
  if (texts.includes('bad')) process.send?.({ id, reason: 'it cannot be read' });
  else process.send?.({ id, vectors: texts.map((text) => Float32Array.of(text.length)) });
});
