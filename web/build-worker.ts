/** The worker gets the list of all parts of its own build, and a name that changes with any of them. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

export const worker = 'src/offline/worker.ts';

export function parts(): Plugin {
  return {
    name: 'kyodo-parts',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const sw = bundle['sw.js'];
        if (sw?.type !== 'chunk') return this.error('the worker was not built');
        if (sw.imports.length > 0) return this.error('the worker must stand alone: nothing it imports may be shared with a page');
        const names = Object.keys(bundle).filter((name) => name.startsWith('assets/')).sort();
        const page = bundle['index.html'];
        if (page?.type !== 'asset') return this.error('the page was not built before its worker');
        const build = createHash('sha256').update(names.join('\n')).update(page.source).update(sw.code).digest('hex').slice(0, 16);
        sw.code = sw.code.replace('KYODO_BUILD', JSON.stringify(build)).replace('KYODO_PARTS', JSON.stringify(names.map((name) => `/${name}`)));
        if (/KYODO_(BUILD|PARTS)/.test(sw.code)) this.error('the worker names its build more than once');
      },
    },
  };
}
