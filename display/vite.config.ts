/** How the two pages are built, and how `vite display` serves them beside a running engine. */

import { defineConfig } from 'vite';

const ENGINE = 'http://127.0.0.1:4400';

export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The stage's, nearly all of it Three.js; what counts is the compressed size (a test holds both pages to it).
    chunkSizeWarningLimit: 800,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'control.html'].map((page) => `${import.meta.dirname}/${page}`) },
  },
  server: {
    proxy: { '/ws': { target: ENGINE, ws: true }, '/presets': ENGINE },
  },
  plugins: [
    {
      // The engine serves the operator page at /control; so does this.
      name: 'control-page',
      configureServer(server) {
        server.middlewares.use((request, _response, next) => {
          if (request.url?.split('?')[0] === '/control') request.url = '/control.html';
          next();
        });
      },
    },
  ],
});
