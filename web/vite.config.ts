import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { first } from './build-first.ts';
import { parts, worker } from './build-worker.ts';

/** Where `npm run dev` finds a running Kyodo. */
const kyodo = 'http://localhost:8080';

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), first(), parts()],
  // One Yjs in the page: two would not know each other's types.
  resolve: { dedupe: ['yjs'], conditions: mode === 'test' ? ['browser'] : undefined },
  build: {
    target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { index: 'index.html', sw: worker },
      // The worker's address is for ever: its scope is the whole of Kyodo.
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // Each part costs a way there and back: what every page needs is one, and what the statement's places share is one.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'base', test: /node_modules\/(?:svelte|esm-env|clsx)\/|vite\/preload-helper|\/src\/(?:api|ui|pages\/(?:Waiting|Broken|Wordmark|routes|first))\b/, minShareCount: 2, priority: 2 },
            { name: 'places', test: /\/src\/(?:lock|offline|pages|people\/(?:code|letter)|remarks|speech|statement)\b/, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api/': kyodo, '/live': { target: kyodo, ws: true } } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
}));
