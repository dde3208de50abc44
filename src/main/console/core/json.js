/**
 * JSON whose numbers keep their value. A browser reads every number as a double, so that 12345678901234567890 becomes
 * 12345678901234567000. A number that would change is kept as its text.
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

/** A string, or a number: a number within a string is no number. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Reads JSON. Numbers that a double does not hold become a {@link Numeral}.
 *
 * @param {string} text
 * @returns {any}
 * @throws {SyntaxError} if the text is not JSON
 */
export function parse(text) {
  const value = JSON.parse(text);
  // a string of the text cannot begin so, as the mark is another each time
  const mark = `number ${Math.random()} `;
  let isExact = true;
  const marked = text.replace(STRING_OR_NUMBER, (token) => {
    if (token[0] === '"' || holds(token)) {
      return token;
    }
    isExact = false;
    return JSON.stringify(mark + token);
  });
  return isExact
    ? value
    : JSON.parse(marked, (key, item) =>
      typeof item === 'string' && item.startsWith(mark) ? new Numeral(item.slice(mark.length)) : item);
}

/**
 * Returns whether a double holds a number: written again, it has the same digits and the same power of ten.
 *
 * @param {string} token a number as JSON writes it
 */
function holds(token) {
  return token.length < 16 && !/e/i.test(token) || decimal(token) === decimal(String(Number(token)));
}

/**
 * Returns a number without superfluous zeros: its digits, and the power of ten of the last.
 *
 * @param {string} token
 * @returns {string} empty for infinity
 */
function decimal(token) {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(token);
  if (!parts) {
    return '';
  }
  const [, sign, whole, fraction = '', power = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  return short === '' ? '0' : `${sign}${short}e${Number(power) - fraction.length + digits.length - short.length}`;
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
