import {stringify} from '../../core/json.js';
import {alternatives, isSchema} from './resolve.js';

/**
 * Returns in words what a schema demands of its value.
 *
 * @param {any} schema
 * @returns {string} such as "At most 10; default 5"; empty if it demands nothing
 */
export function limits(schema) {
  if (!isSchema(schema)) {
    return '';
  }
  const all = [
    schema.format,
    schema.pattern && !alternatives(schema.pattern) && `matches ${schema.pattern}`,
    range(schema.minimum, schema.maximum, ''),
    schema.exclusiveMinimum !== undefined && `more than ${schema.exclusiveMinimum}`,
    schema.exclusiveMaximum !== undefined && `less than ${schema.exclusiveMaximum}`,
    schema.multipleOf !== undefined && `a multiple of ${schema.multipleOf}`,
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
    range(schema.minProperties, schema.maxProperties, ' entries'),
    schema.uniqueItems && 'no item twice',
    schema.examples?.length && `such as ${schema.examples.slice(0, 3).map(shown).join(', ')}`,
    schema.default !== undefined && `default ${shown(schema.default)}`,
  ].filter(Boolean).join('; ');
  return all.slice(0, 1).toUpperCase() + all.slice(1);
}

/** @param {any} value */
function shown(value) {
  return typeof value === 'string' ? value : stringify(value, 0);
}

/**
 * @param {unknown} least
 * @param {unknown} most
 * @param {string} unit
 */
function range(least, most, unit) {
  if (least !== undefined && most !== undefined) {
    return `${least} to ${most}${unit}`;
  }
  if (least !== undefined) {
    return `at least ${least}${unit}`;
  }
  return most === undefined ? '' : `at most ${most}${unit}`;
}
