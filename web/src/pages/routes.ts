/** Every page and its address. */
export type Place = 'text' | 'final' | 'locked' | 'summary' | 'reading' | 'people' | 'remarks';
export type Route =
  | { page: 'home' } | { page: 'setup' } | { page: 'invitation' } | { page: 'code' } | { page: 'new' } | { page: 'api' } | { page: 'lost' }
  | { page: 'statement'; id: string; place: Place };

const places: Record<string, Place> = { '': 'text', final: 'final', locked: 'locked', summary: 'summary', reading: 'reading', people: 'people', remarks: 'remarks' };

export function route(path: string): Route {
  const [first = '', id = '', place = '', ...more] = path.split('/').filter((part, at) => at > 0 || part).map(decode);
  if (first === '') return { page: 'home' };
  if (first === 'setup' && !id) return { page: 'setup' };
  if (first === 'i' && !id) return { page: 'invitation' };
  if (first === 'code' && !id) return { page: 'code' };
  if (first === 'new' && !id) return { page: 'new' };
  if (first === 'api' && !id) return { page: 'api' };
  const known = Object.hasOwn(places, place) ? places[place] : undefined;
  if (first === 's' && id && known && more.length === 0) return { page: 'statement', id, place: known };
  return { page: 'lost' };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place in a statement. */
export const address = (id: string, place: Place = 'text') => `/s/${encodeURIComponent(id)}${place === 'text' ? '' : `/${place}`}`;
