import {stringify} from './json.js';

/**
 * Returns the command that does the same as a button. The key is left to the shell's variable KEY, so that it does not
 * come into the history of a shell.
 *
 * @param {{method: string, path: string, body?: unknown, headers?: Record<string, string>}} request
 * @param {string} origin such as https://jobs.example.com, with a prefix of the path if there is one
 * @param {boolean} authenticated whether the service asks for a key
 * @returns {string}
 */
export function curl({method, path, body, headers = {}}, origin, authenticated) {
  const parts = ['curl'];
  if (method !== 'GET' && !(method === 'POST' && body !== undefined)) {
    parts.push(`-X ${method}`);
  }
  if (authenticated) {
    parts.push('-H "Authorization: Bearer $KEY"');
  }
  for (const [name, value] of Object.entries(headers)) {
    parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (body !== undefined) {
    parts.push(`-H 'Content-Type: application/json'`, `-d ${quoted(stringify(body, 0))}`);
  }
  parts.push(quoted(origin + path));
  return parts.join(' \\\n  ');
}

/**
 * Returns a text as one word of a POSIX shell.
 *
 * @param {string} text
 * @returns {string}
 */
export function quoted(text) {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll(`'`, `'\\''`)}'`;
}
