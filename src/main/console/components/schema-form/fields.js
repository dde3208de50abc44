import {limits} from './limits.js';
import {alternatives, isSchema, merged, resolved} from './resolve.js';

/**
 * Makes the fields of a form of a JSON Schema, as far as a form can have them: objects, texts, numbers, booleans,
 * choices, constants, lists, maps and variants. Everything else is a field of JSON.
 *
 * @typedef {'text' | 'number' | 'boolean' | 'choice' | 'constant'} ScalarKind
 * @typedef {ScalarKind | 'object' | 'list' | 'map' | 'variants' | 'json'} Kind
 *
 * @typedef {object} Field
 * @property {Kind} kind
 * @property {string} name as in JSON; empty for the items of lists and maps
 * @property {string} label the title of the schema, or its name
 * @property {boolean} required whether JSON without it is invalid
 * @property {boolean} nullable whether null is valid
 * @property {string} help the description
 * @property {string} limits what the schema demands, in words; the service checks it
 * @property {string} example
 * @property {any} [initial] the default of the schema
 * @property {boolean} [short] of a text: whether it has one line only
 * @property {boolean} [integer] of a number
 * @property {any[]} [values] of a choice; the one of a constant
 * @property {Field[]} [fields] of an object; the variants
 * @property {Field} [item] of a list or map
 */

const DEEPEST = 8;
const MOST_FIELDS = 300;

/**
 * Returns the field of a schema. What is too deep, or beyond 300 fields, is a field of JSON.
 *
 * @param {any} schema of JSON Schema 2020-12; references have to be within it
 * @param {{name?: string, required?: boolean}} [options] the schema of a whole payload is required
 * @returns {Field}
 */
export function fieldOf(schema, {name = '', required = true} = {}) {
  let made = 0;

  /**
   * @param {any} given
   * @param {string} fieldName
   * @param {boolean} isRequired
   * @param {string[]} references those that led here
   * @param {number} depth
   * @returns {Field}
   */
  const make = (given, fieldName, isRequired, references, depth) => {
    made++;
    const {schema: own, nullable, references: passed} = resolved(given, schema, references);
    const field = /** @type {Field} */ ({
      kind: 'json', name: fieldName, label: own?.title ?? fieldName, required: isRequired, nullable,
      help: own?.description ?? '', limits: limits(own), example: example(own), initial: own?.default,
    });
    if (own === null || depth > DEEPEST || made > MOST_FIELDS) {
      return field;
    }
    const child = (/** @type {any} */ part, /** @type {string} */ partName, /** @type {boolean} */ isPartRequired) =>
      make(part, partName, isPartRequired, passed, depth + 1);
    return {...field, ...shape(own, child)};
  };

  return make(schema, name, required, [], 0);
}

/**
 * @param {any} schema
 * @param {(schema: any, name: string, required: boolean) => Field} child
 * @returns {Partial<Field>}
 */
function shape(schema, child) {
  if ('const' in schema) {
    return {kind: 'constant', values: [schema.const]};
  }
  if (Array.isArray(schema.enum)) {
    return {kind: 'choice', values: schema.enum.filter((/** @type {any} */ value) => value !== null)};
  }
  const variants = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(variants)) {
    const {oneOf, anyOf, title, description, ...common} = schema;
    return {
      kind: 'variants',
      fields: variants.map((part, index) => {
        const field = child(merged(common, part), '', true);
        return {...field, label: part?.title ?? discriminator(field) ?? `variant ${index + 1}`};
      }),
    };
  }
  switch (schema.type ?? (schema.properties ? 'object' : undefined)) {
    case 'string': {
      const values = alternatives(schema.pattern);
      return values ? {kind: 'choice', values} : {kind: 'text', short: isShort(schema)};
    }
    case 'integer': return {kind: 'number', integer: true};
    case 'number': return {kind: 'number', integer: false};
    case 'boolean': return {kind: 'boolean'};
    case 'array':
      return isSchema(schema.items) && !schema.prefixItems ? {kind: 'list', item: itemOf(schema.items, child)} : {};
    case 'object': return objectShape(schema, child);
    default: return {};
  }
}

/**
 * @param {any} schema
 * @param {(schema: any, name: string, required: boolean) => Field} child
 * @returns {Partial<Field>}
 */
function objectShape(schema, child) {
  if (schema.properties) {
    const required = new Set(schema.required ?? []);
    return {
      kind: 'object',
      fields: Object.entries(schema.properties).map(([name, part]) => child(part, name, required.has(name))),
    };
  }
  if (schema.additionalProperties === false) {
    return {kind: 'object', fields: []};
  }
  return isSchema(schema.additionalProperties) ? {kind: 'map', item: itemOf(schema.additionalProperties, child)} : {};
}

/**
 * @param {any} schema
 * @param {(schema: any, name: string, required: boolean) => Field} child
 * @returns {Field}
 */
function itemOf(schema, child) {
  const item = child(schema, '', true);
  return item.kind === 'text' ? {...item, required: false} : item; // an empty text is an item, too
}

/** @param {Field} field of a variant */
function discriminator(field) {
  const constant = field.kind === 'constant' ? field : field.fields?.find((part) => part.kind === 'constant');
  return constant && (constant.name ? `${constant.name}: ${constant.values?.[0]}` : String(constant.values?.[0]));
}

/** @param {any} schema of a text; one with a pattern, a format or examples is not prose */
function isShort(schema) {
  return Boolean(schema.pattern || schema.format || schema.examples || schema.maxLength <= 200);
}

/** @param {any} schema */
function example(schema) {
  const value = schema?.examples?.[0] ?? schema?.default;
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
