/** Whether this page reads what Kyodo reads (P8). */
import type * as Y from 'yjs';
import { sectionHashes } from '../statement/canonical';
import { blocks } from '../statement/read';

/** Ids of the sections that say something else here. */
export function differing(doc: Y.Doc, sections: Record<string, string>): string[] {
  return Object.entries(sections).flatMap(([id, theirs]) => {
    const section = { id, heading: '', level: 1, printed: false, blocks: blocks(doc.getXmlFragment(id)) };
    return (sectionHashes({ sections: [section] })[id] ?? '') === theirs ? [] : [id];
  });
}
