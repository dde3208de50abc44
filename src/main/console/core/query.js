/** The queries of URLs. */

/**
 * Returns a query with a parameter a value, in the order given; empty values are left out.
 *
 * @param {Record<string, string | number | string[] | null | undefined>} parameters lists are separated by commas
 * @returns {string} with its question mark; empty without parameters
 */
export function query(parameters) {
  // without URLSearchParams, which the engine of the tests does not have
  const pairs = Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== undefined && value !== ''
      && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${encoded(name)}=${encoded(Array.isArray(value) ? value.join(',') : String(value))}`);
  return pairs.length === 0 ? '' : '?' + pairs.join('&');
}

/** @param {string} text @returns {string} commas and colons stay as they are */
function encoded(text) {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+').replaceAll('%2C', ',').replaceAll('%3A', ':');
}
