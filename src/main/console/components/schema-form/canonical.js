import {Numeral, parse, stringify, Verbatim} from '../../core/json.js';

/**
 * Returns JSON whose names are sorted, so that equal values have equal texts.
 *
 * @param {any} value undefined becomes an empty text
 * @returns {string}
 */
export function canonical(value) {
  return value === undefined ? '' : stringify(sorted(value), 0);
}

/** @param {any} part @returns {any} */
function sorted(part) {
  if (Array.isArray(part)) {
    return part.map(sorted);
  }
  if (part instanceof Verbatim) {
    return sorted(parse(part.text));
  }
  return part === null || typeof part !== 'object' || part instanceof Numeral
    ? part
    : Object.fromEntries(Object.keys(part).sort().map((key) => [key, sorted(part[key])]));
}
