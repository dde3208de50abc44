/** The queries of URLs. */

/**
 * Returns a query with a parameter a value, in the order given; empty values are left out.
 *
 * @param {Record<string, string | number | string[] | null | undefined>} parameters lists are separated by commas
 * @returns {string} with its question mark; empty without parameters
 */
export function query(parameters) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)) {
      search.set(name, Array.isArray(value) ? value.join(',') : String(value));
    }
  }
  const text = search.toString();
  return text ? '?' + text.replaceAll('%2C', ',').replaceAll('%3A', ':') : '';
}
