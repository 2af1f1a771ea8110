/**
 * The page of a statement before anything is written in it: what crates/server/src/first.rs fills. The whole sheet
 * stands in it, so that words are on the screen when one answer has come; and the browser is told at once of all scripts
 * that the place needs, so that none waits for another.
 */
import type { Plugin, Rollup } from 'vite';

const place = 'src/pages/Statement.svelte';

export function first(): Plugin {
  return {
    name: 'kyodo-first',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const all = Object.values(bundle);
        const index = bundle['index.html'];
        const chunk = all.find((one): one is Rollup.OutputChunk => one.type === 'chunk' && one.facadeModuleId?.endsWith(place) === true);
        if (index?.type !== 'asset' || !chunk) return this.error('the page and its statement were not built');
        const page = String(index.source);
        const linked = [...page.matchAll(/<link rel="stylesheet"[^>]* href="\/([^"]+)">/g)];
        const sheets = linked.map(([, name = '']) => bundle[name]);
        const style = sheets.map((one) => (one?.type === 'asset' ? String(one.source).trim() : '')).join('\n');
        if (sheets.length === 0 || style.includes('</')) return this.error('the sheet of the page cannot stand in it');

        const known = new Set([...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((found) => found[1]));
        const scripts: string[] = [];
        const need = (name: string) => {
          const one = bundle[name];
          if (one?.type !== 'chunk' || known.has(name)) return;
          known.add(name);
          scripts.push(name);
          one.imports.forEach(need);
        };
        need(chunk.fileName);
        const early = scripts.map((name) => `\n    <link rel="modulepreload" crossorigin href="/${name}">`).join('');

        const filled = (before: string, mark: string, after: string) => {
          if (before.split(mark).length !== 2) this.error(`the page does not say ${mark} once`);
          return before.replace(mark, () => after);
        };
        // What says that there are no scripts stands in the page's words themselves.
        const [unscripted = ''] = /\s*<noscript>[^]*?<\/noscript>/.exec(page) ?? [];
        // The links stay, switched off: scripts that need a sheet see that it is there.
        let source = page.replace(unscripted, '').replaceAll('<link rel="stylesheet"', '<link disabled rel="stylesheet"');
        source = filled(source, '</head>', `  <style>${style}</style>${early}\n  </head>`);
        source = filled(source, '<title>Kyodo – joint statements</title>', '<!--title-->');
        source = filled(source, '<div id="app"></div>', '<div id="app"></div>\n    <!--words-->');
        this.emitFile({ type: 'asset', fileName: 'statement.html', source });
      },
    },
  };
}
