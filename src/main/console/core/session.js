import {absolute} from './base.js';

/**
 * Who uses the console. A key stays in the memory of the tab; if the user wishes, in its session storage, too, which a
 * browser clears when the tab is closed. It never comes into a URL or a cookie.
 *
 * @typedef {'jobs:read' | 'jobs:write' | 'jobs:admin' | 'metrics:read'} Scope
 * @typedef {{authenticated: boolean, name: string | null, scopes: string[], expiresAt: string | null}} Access
 */

const STORED = 'jobwheel-key';

/** @type {string | null} */
let key = stored((storage) => storage.getItem(STORED));
/** @type {Access | null} */
let access = null;

/** Returns the headers that a request needs. @returns {Record<string, string>} */
export function credentials() {
  return key === null ? {} : {Authorization: `Bearer ${key}`};
}

/** Returns who uses the console; null before {@link open} and after {@link close}. */
export function current() {
  return access;
}

/**
 * Returns whether the user may make calls of a scope. What a user may not do is not offered.
 *
 * @param {Scope} scope
 */
export function can(scope) {
  return access?.scopes.includes(scope) ?? false;
}

/**
 * Asks the service for the rights of the user.
 *
 * @param {string | null} [entered] a key that the user has entered; without one, the key of the session, if any
 * @param {boolean} [keep] whether to keep it in the session storage
 * @returns {Promise<string | null>} null if the console is open; otherwise why not, empty if a key is needed
 */
export async function open(entered = null, keep = false) {
  const tried = entered ?? key;
  if (tried !== null && !/^[\x21-\x7e]+$/.test(tried)) {
    return 'A key has visible ASCII characters only, without spaces.';
  }
  /** @type {Response} */
  let response;
  try {
    response = await fetch(absolute('/api/v1/access'), {
      headers: tried === null ? {} : {Authorization: `Bearer ${tried}`},
      cache: 'no-store',
      credentials: 'omit',
    });
  } catch {
    return 'The service cannot be reached.';
  }
  if (response.status === 401) {
    close();
    return tried === null ? '' : 'The service does not accept this key.';
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    return problem.detail ?? `The service answered ${response.status}.`;
  }
  access = await response.json();
  key = tried;
  if (key !== null && keep) {
    const kept = key;
    stored((storage) => storage.setItem(STORED, kept));
  }
  return null;
}

/** Forgets the key. */
export function close() {
  key = null;
  access = null;
  stored((storage) => storage.removeItem(STORED));
}

/**
 * Uses the session storage, which a browser can forbid: the key is in memory only then.
 *
 * @template T
 * @param {(storage: Storage) => T} use
 * @returns {T | null}
 */
function stored(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
