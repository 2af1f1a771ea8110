// The content of a Yjs type, as `held.rs` says it.
import { isDeepStrictEqual } from "node:util";
import * as Y from "yjs";

/** Runs of one text joined where their marks are the same, ended marks left out. */
export function content(type) {
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
