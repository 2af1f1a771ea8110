// What a real Yjs makes of what the gate accepted: node differential/yjs.mjs FILE, where FILE holds for each round of the
// fuzz its updates, in order, and the content by root that yrs then had. Says which rounds read otherwise here.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import * as Y from "yjs";
import { content } from "./content.mjs";

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
