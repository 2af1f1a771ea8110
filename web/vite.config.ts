import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { parts, worker } from './build-worker.ts';

/** Where `npm run dev` finds a running Kyodo. */
const kyodo = 'http://localhost:8080';

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), parts()],
  // One Yjs in the page: two would not know each other's types.
  resolve: { dedupe: ['yjs'], conditions: mode === 'test' ? ['browser'] : undefined },
  build: {
    target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 900,
    rollupOptions: {
      input: { index: 'index.html', sw: worker },
      // The worker's address is for ever: its scope is the whole of Kyodo.
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: { proxy: { '/api/': kyodo, '/live': { target: kyodo, ws: true } } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
}));
