/**
 * JSON whose numbers stay what they are. A browser reads every number as a double, so 12345678901234567890 becomes
 * 12345678901234567000 and 1.0 becomes 1. A number that would change is kept as its text.
 */

/** A number that a double does not hold as it was written. */
export class Numeral {
  /** @param {string} text the number as it was written */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/**
 * Reads JSON. Numbers that would change become a {@link Numeral}.
 *
 * @param {string} text
 * @returns {any}
 * @throws {SyntaxError} if the text is not JSON
 */
export function parse(text) {
  // browsers pass the source of a number since 2023 to 2025; older ones round
  const revive = (/** @type {string} */ key, /** @type {any} */ value, /** @type {any} */ context) =>
    typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
      ? new Numeral(context.source)
      : value;
  return JSON.parse(text, /** @type {any} */ (revive));
}

/**
 * Writes JSON, with the text of each {@link Numeral}.
 *
 * @param {any} value
 * @param {number} [indent] the spaces of one level; 0 writes one line
 * @returns {string}
 */
export function stringify(value, indent = 2) {
  return write(value, indent, '\n');
}

/**
 * @param {any} value
 * @param {number} indent
 * @param {string} newline the line break and the indentation of the level
 * @returns {string}
 */
function write(value, indent, newline) {
  if (value instanceof Numeral) {
    return value.text;
  }
  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value) ?? 'null';
  }
  const isList = Array.isArray(value);
  const inner = newline + ' '.repeat(indent);
  const parts = isList
    ? value.map((item) => write(item, indent, inner))
    : Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${JSON.stringify(key)}:${indent ? ' ' : ''}${write(item, indent, inner)}`);
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0) {
    return open + close;
  }
  return indent === 0
    ? open + parts.join(',') + close
    : open + inner + parts.join(',' + inner) + newline + close;
}
