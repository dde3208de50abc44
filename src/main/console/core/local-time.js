/** Times as fields of forms have them: in the zone of the browser, to the second. */

/**
 * Returns an instant as the value of a field of the type datetime-local.
 *
 * @param {string} instant an ISO 8601 instant; anything else gives an empty value
 * @returns {string} such as 2026-11-29T14:03, with seconds unless they are zero
 */
export function toLocal(instant) {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) {
    return '';
  }
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const seconds = date.getSeconds();
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
    + `T${two(date.getHours())}:${two(date.getMinutes())}${seconds === 0 ? '' : `:${two(seconds)}`}`;
}

/**
 * Returns the instant of such a value.
 *
 * @param {string} value of the field
 * @returns {string} such as 2026-11-29T13:03:00Z; empty for an empty or incomplete value
 */
export function toInstant(value) {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/\.000Z$/, 'Z');
}
