/** Every address a page asks, one line each. */
import { ask } from './client';
import type { Document } from './description';
import type { Act, Checklist, Invitation, Me, Millis, NewPerson, NewStatement, Reading, RemarkView, Template, View } from './types';

const of = (id: string) => `/api/v1/statements/${encodeURIComponent(id)}`;
/** Files say the slot in its own zone and in the reader's. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const kyodo = {
  /** How the API describes itself. */
  api: () => ask<Document>('GET', '/api/v1/openapi.json'),
  me: () => ask<Me>('GET', '/api/v1/me'),
  lookAtSetup: (token: string) => ask<{ set_up: boolean }>('POST', '/api/v1/setup/look', { token }),
  setUp: (body: { token: string; alliance: string; name: string; organisation: string; own_device: boolean; public: string }) =>
    ask<void>('POST', '/api/v1/setup', body),
  /** The address that others open: links made from now on begin with it. */
  sayAddress: (address: string) => ask<void>('POST', '/api/v1/address', { public: address }),
  lookAtLink: (token: string) => ask<Invitation>('POST', '/api/v1/links/look', { token }),
  openLink: (body: { token: string; own_device: boolean; replace: boolean }) =>
    ask<{ id: string }>('POST', '/api/v1/links/open', body),
  /** By a link for many: somebody new, and the personal link that is theirs from now on. */
  joinBy: (body: { token: string; name: string; organisation: string; email: string; own_device: boolean; replace: boolean }) =>
    ask<{ id: string; link: string }>('POST', '/api/v1/links/join', body),
  /** Whose link has ended asks the chair; by that link, or by the statement this browser was in by it. */
  askForLink: (by: { token: string } | { statement: string }) => ask<void>('POST', '/api/v1/links/ask', by),
  makeCode: (id: string) => ask<{ code: string; until: Millis }>('POST', `${of(id)}/code`, {}),
  openCode: (body: { code: string; own_device: boolean; replace: boolean }) => ask<{ id: string }>('POST', '/api/v1/code', body),
  leave: () => ask<void>('POST', '/api/v1/session/leave', {}),
  templates: () => ask<Template[]>('GET', '/api/v1/templates'),
  addTemplate: (text: string) => ask<Template>('POST', '/api/v1/templates', { text }),
  removeTemplate: (id: string) => ask<void>('POST', `/api/v1/templates/${encodeURIComponent(id)}/remove`, {}),
  create: (body: NewStatement) => ask<{ id: string }>('POST', '/api/v1/statements', body),
  view: (id: string) => ask<View>('GET', of(id)),
  reading: (id: string) => ask<Reading>('GET', `${of(id)}/text`),
  /** The text as it was final in that version, or as it stood when pens went down. */
  readingThen: (id: string, when: { version: number } | 'pens-down') =>
    ask<Reading>('GET', `${of(id)}/text?${when === 'pens-down' ? 'at=pens-down' : `version=${when.version}`}`),
  /** A slip in the locked text; `block` counts the section's paragraphs as in `Reading`. */
  correct: (id: string, slip: { section: string; block: number; after: string; reason: string; of: string }) =>
    ask<{ seq: number }>('POST', `${of(id)}/correct`, slip),
  checklist: (id: string) => ask<Checklist>('GET', `${of(id)}/checklist`),
  /** All that stand; after an entry only what was touched since, and what was taken back. */
  remarks: (id: string, after = 0) => ask<RemarkView[]>('GET', `${of(id)}/remarks${after > 0 ? `?after=${after}` : ''}`),
  act: (id: string, acts: Act[], lock_sections?: Record<string, string>) =>
    ask<{ seq: number }>('POST', `${of(id)}/acts`, lock_sections ? { acts, lock_sections } : { acts }),
  addPeople: (id: string, people: NewPerson[]) =>
    ask<{ people: { person: string; link: string }[] }>('POST', `${of(id)}/people`, { people }),
  newLink: (id: string, person: string, ends: Millis | null) =>
    ask<{ link: string }>('POST', `${of(id)}/people/${encodeURIComponent(person)}/link`, { ends }),
  newShared: (id: string, shared: { role: 'contributor' | 'reader'; organisation: string | null; ends: Millis | null }) =>
    ask<{ link: string }>('POST', `${of(id)}/shared`, shared),
  /** Where a file is downloaded: a plain link, so that it also works where scripts are slow. */
  file: (id: string, file: string, { version, by }: { version?: number; by?: 'section' | 'organisation' } = {}) => {
    const asked = new URLSearchParams({ ...(zone ? { zone } : {}), ...(version === undefined ? {} : { version: String(version) }), ...(by ? { by } : {}) });
    return `${of(id)}/export/${file}${asked.size > 0 ? `?${asked}` : ''}`;
  },
};
