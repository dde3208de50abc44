/**
 * Where the service is. It can stand behind a proxy below a path; that path is read off the address of this module,
 * which is PREFIX/console/assets/HASH/core/base.js.
 */
const prefix = new URL(import.meta.url).pathname.split('/console/assets/')[0];

/**
 * Returns the path of a call of the API or of a page, as a browser needs it.
 *
 * @param {string} path such as /api/v1/jobs or /console/jobs
 * @returns {string}
 */
export function absolute(path) {
  return prefix + path;
}

/**
 * Returns the path of a page below /console, without the prefix.
 *
 * @param {string} pathname of a location
 * @returns {string} such as /jobs; / for the first page
 */
export function pagePath(pathname) {
  const path = pathname.slice(prefix.length).replace(/^\/console/, '');
  return path === '' ? '/' : path.replace(/(.)\/$/, '$1');
}
