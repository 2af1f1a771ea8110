import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds a running Kyodo. */
const kyodo = 'http://localhost:8080';

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // One Yjs in the page: two would not know each other's types.
  resolve: { dedupe: ['yjs'], conditions: mode === 'test' ? ['browser'] : undefined },
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': kyodo, '/live': { target: kyodo, ws: true } } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
}));
