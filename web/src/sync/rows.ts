/** What IndexedDB answers, as promises. Apart from the stores: what only reads rows needs no Yjs. */
export const done = (transaction: IDBTransaction): Promise<void> =>
  new Promise((yes, no) => {
    transaction.oncomplete = () => yes();
    transaction.onabort = transaction.onerror = () => no(transaction.error ?? new Error('the browser could not store'));
  });

export const got = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error ?? new Error('the browser could not read'));
  });
