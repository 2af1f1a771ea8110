/** "Is this your own device?", as it was answered: asked of Kyodo, and remembered for when it cannot answer. */
import { trouble } from '../api/client';
import { kyodo } from '../api/kyodo';

const key = 'kyodo.own-device';

export async function ownDevice(): Promise<boolean> {
  try {
    const { own_device } = await kyodo.me();
    remember(own_device);
    return own_device;
  } catch (error) {
    const { status, code } = trouble(error);
    return (status === 0 || status >= 500 || code === 'captive-portal') && remembered();
  }
}

export function remember(own: boolean): void {
  try {
    if (own) localStorage.setItem(key, '1');
    else localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing is nobody's own
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(key) === '1';
  } catch {
    return false;
  }
}
