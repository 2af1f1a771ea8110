/** A template as the file somebody can change and bring back. */
import type { Template } from '../api/types';

/** A basic string of TOML. */
const quoted = (text: string) =>
  `"${text.replace(/["\\]/gu, '\\$&').replace(/[\u0000-\u001f\u007f]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

export function asFile(template: Template, id: string): string {
  const sets = template.sets.map((one) => {
    const sections = one.sections ? `, sections = [${one.sections.map(quoted).join(', ')}]` : '';
    return `  { id = ${quoted(one.id)}, title = ${quoted(one.title)}${sections} },`;
  });
  const sections = template.sections.map((one) => [
    '[[section]]',
    `id = ${quoted(one.id)}`,
    `title = ${quoted(one.title)}`,
    ...(one.hint ? [`hint = ${quoted(one.hint)}`] : []),
    `level = ${one.level}`,
    ...(one.printed ? [] : ['printed = false']),
  ].join('\n'));
  return `# A template for Kyodo: change what is between the quotes, add or take away sections, bring the file back.
# id: letters a to z, figures and "-", each once. level: 1, or 2 for a heading under the one before.
# printed = false: the heading is a place to write, but does not stand in the text.
# sets: the choices offered when a statement is made; without "sections" a set shows all.
id = ${quoted(id)}
title = ${quoted(template.title)}
language = ${quoted(template.language)}
sets = [
${sets.join('\n')}
]

${sections.join('\n\n')}
`;
}

/** "Line 12: there are two sections “a”." → 12 and the reason. */
export function whereBad(sentence: string): { line: number; reason: string } | null {
  const found = /^line (\d+): (.+)$/isu.exec(sentence.trim());
  if (!found?.[1] || !found[2]) return null;
  return { line: Number(found[1]), reason: found[2].charAt(0).toUpperCase() + found[2].slice(1) };
}

/** The lines around one, with their numbers. */
export function around(text: string, line: number, more = 2): { n: number; words: string; bad: boolean }[] {
  const all = text.split(/\r\n|\n|\r/u);
  const from = Math.max(1, Math.min(line, all.length) - more);
  return all.slice(from - 1, Math.min(line, all.length) + more).map((words, at) => ({ n: from + at, words, bad: from + at === Math.min(line, all.length) }));
}
