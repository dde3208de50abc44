/**
 * Text that clients and handlers wrote, made safe to look at. Templates already show it as text and never as markup;
 * what is left are characters that a reader cannot see, or that change the order of those around them.
 */

/** Controls, marks of direction, and the characters of no width; not the line break and the tab. */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** The most characters of one value that a page shows; the rest is counted. */
export const LONGEST = 10_000;

/**
 * Returns a text with invisible characters written as `\uXXXX`, cut after a number of characters.
 *
 * @param {unknown} value anything; null and undefined become an empty text
 * @param {number} [longest] the most characters, {@link LONGEST} unless given
 * @returns {string}
 */
export function plain(value, longest = LONGEST) {
  if (value === null || value === undefined) {
    return '';
  }
  const text = String(value);
  const cut = text.length > longest ? text.slice(0, longest) : text;
  const visible = cut.replace(
    INVISIBLE, (char) => '\\u' + char.charCodeAt(0).toString(16).padStart(4, '0'));
  return text.length > longest
    ? `${visible}… (${text.length.toLocaleString('en')} characters)`
    : visible;
}

/**
 * Returns a text of one line, short enough for a cell of a table.
 *
 * @param {unknown} value
 * @param {number} [longest] the most characters
 * @returns {string}
 */
export function line(value, longest = 160) {
  return plain(value, longest).replace(/[\n\t]+/g, ' ');
}
