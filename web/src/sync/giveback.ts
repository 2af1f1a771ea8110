/** The life of a refusal on this page, steps b to d for one Doc: its unsaved words are kept, and a fresh Doc stands in its place. */
import type { Page } from './against';
import { rescueWords } from './rescue';
import type { DocName, Rescue } from './surface';

export async function giveBack(page: Page, doc: DocName, code: string, sentence: string, sections: () => Rescue['sections']): Promise<void> {
  const provider = page.providers?.[doc];
  const { store } = page;
  if (!provider || !store) return;
  provider.stop();
  await provider.stored();
  const { statement, shelf, now, told } = page.parts;
  const about = { doc, at: now(), code, sentence, sections: sections(), statement, person: page.who?.person ?? '' };
  await rescueWords(shelf, store, about, provider.bytes, await provider.keys(), (row) => {
    page.rescued = [...page.rescued.filter((one) => one.id !== row.id), row];
    told('rescued');
  });
  if (page.providers) page.providers[doc] = page.provider(doc, store);
  provider.destroy();
  performance.mark('rescue:fresh');
  told('docs');
  told('words');
}
