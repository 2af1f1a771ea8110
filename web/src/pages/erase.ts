import { forgetPages } from '../offline/pages';
import { KEPT } from '../offline/kept';
import { forget } from './visits';

/** Erases everything this browser keeps of Kyodo. */
export async function erase(): Promise<void> {
  forget();
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // a browser that keeps nothing has nothing to erase
  }
  await forgetPages();
  await gone(KEPT); // also where a browser does not list its databases
  try {
    const kept = (await indexedDB.databases?.()) ?? [];
    await Promise.all(kept.map((one) => one.name && gone(one.name)));
  } catch {
    // as above
  }
}

/** A database still open elsewhere is deleted when that page closes. */
function gone(name: string): Promise<void> {
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => done();
  });
}
