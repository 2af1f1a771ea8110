// What a real Yjs makes of what the gate accepted: node differential/yjs.mjs FILE, where FILE holds for each round of the
// fuzz its updates, in order, and the content by root that yrs then had. Says which rounds read otherwise here.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import * as Y from "yjs";

/** As `held.rs` says it: runs of one text joined where their marks are the same, ended marks left out. */
function content(type) {
  if (type instanceof Y.XmlText) {
    const runs = [];
    for (const { insert, attributes } of type.toDelta()) {
      const marks = Object.fromEntries(Object.entries(attributes ?? {}).filter(([, value]) => value !== null));
      const last = runs.at(-1);
      if (last && isDeepStrictEqual(last[1], marks)) last[0] += insert;
      else runs.push([insert, marks]);
    }
    return runs;
  }
  const children = type.toArray().map(content);
  return type instanceof Y.XmlElement ? { name: type.nodeName, attributes: type.getAttributes(), children } : children;
}

let others = 0;
for (const { round, updates, text } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const doc = new Y.Doc();
  // A reader changes nothing by itself; Yjs would delete redundant marks.
  doc.on("beforeObserverCalls", (transaction) => {
    Object.defineProperty(transaction, "_needFormattingCleanup", { get: () => false, set: () => {} });
  });
  for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, "hex"));
  const here = Object.fromEntries(Object.keys(text).map((root) => [root, content(doc.getXmlFragment(root))]));
  if (isDeepStrictEqual(here, text)) continue;
  others += 1;
  console.error(`round ${round}\n  Yjs ${JSON.stringify(here)}\n  yrs ${JSON.stringify(text)}`);
}
process.exitCode = others ? 1 : 0;
