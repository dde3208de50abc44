import {Numeral, parse, stringify, Verbatim} from '../../core/json.js';
import {canonical} from './canonical.js';

/**
 * What a user has entered, and the JSON of it. The state of a text, number, field of JSON, boolean or choice is a text,
 * empty if nothing was entered; a boolean is `true` or `false`, a choice the index of its value. Objects have a state
 * for each name, lists an array of states, maps an array of keys with states, variants the index of the chosen one.
 *
 * @import {Field} from './fields.js'
 * @typedef {any} State
 * @typedef {{field: string, message: string}} Mistake as the API lists them: the path of a field, and what is wrong
 */

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;

/**
 * Returns the state of a field into which nothing was entered. Only required fields begin with their default; others
 * are left out, and the service applies it.
 *
 * @param {Field} field
 * @returns {State}
 */
export function initialState(field) {
  if (field.required && field.initial !== undefined && field.initial !== null) {
    try {
      return stateOf(field, field.initial);
    } catch {
      // a default that is invalid by its own schema
    }
  }
  switch (field.kind) {
    case 'object': return Object.fromEntries((field.fields ?? []).map((part) => [part.name, initialState(part)]));
    case 'list': case 'map': return [];
    case 'variants': return {chosen: '', value: null};
    default: return '';
  }
}

/**
 * Returns the JSON of a state.
 *
 * @param {Field} field
 * @param {State} state
 * @param {string} path of the field in the request, such as payload.delay
 * @param {Mistake[]} mistakes those that are found are added
 * @returns {any} undefined if the field is left out
 */
export function valueOf(field, state, path, mistakes) {
  const mistake = (/** @type {string} */ message) => { mistakes.push({field: path, message}); };
  if (!field.required && isUntouched(field, state)) {
    return undefined;
  }
  if (field.nullable && isUntouched(field, state) && field.kind !== 'constant') {
    return null;
  }
  switch (field.kind) {
    case 'constant': return field.values?.[0];
    case 'object': return objectValue(field, state, path, mistakes);
    case 'list':
      return state.map((/** @type {State} */ item, /** @type {number} */ index) =>
        itemValue(field, item, `${path}[${index}]`, mistakes));
    case 'map': return mapValue(field, state, path, mistakes);
    case 'variants':
      return state.chosen === ''
        ? mistake('is required')
        : valueOf(/** @type {Field[]} */ (field.fields)[Number(state.chosen)], state.value, path, mistakes);
    default:
      return state === '' ? mistake('is required') : scalar(field, state, mistake);
  }
}

/**
 * @param {Field} field
 * @param {string} text
 * @param {(message: string) => void} mistake
 */
function scalar(field, text, mistake) {
  switch (field.kind) {
    case 'boolean': return text === 'true';
    case 'choice': return field.values?.[Number(text)];
    case 'number': return number(text, field.integer ?? false, mistake);
    case 'json':
      try {
        parse(text);
        return new Verbatim(text.trim());
      } catch (error) {
        return mistake(`is not JSON: ${error instanceof Error ? error.message : error}`);
      }
    default: return text;
  }
}

/**
 * Returns a number as it was written, whatever its size.
 *
 * @param {string} text
 * @param {boolean} isInteger
 * @param {(message: string) => void} mistake
 * @returns {any}
 */
function number(text, isInteger, mistake) {
  const written = text.trim();
  if (!(isInteger ? INTEGER : NUMBER).test(written)) {
    return mistake(isInteger ? 'must be a whole number' : 'must be a number');
  }
  return String(Number(written)) === written ? Number(written) : new Numeral(written);
}

/**
 * @param {Field} field
 * @param {State} state
 * @param {string} path
 * @param {Mistake[]} mistakes
 */
function objectValue(field, state, path, mistakes) {
  /** @type {[string, any][]} */
  const entries = [];
  for (const part of field.fields ?? []) {
    const value = valueOf(part, state[part.name], below(path, part.name), mistakes);
    if (value !== undefined) {
      entries.push([part.name, value]);
    }
  }
  return Object.fromEntries(entries);
}

/**
 * @param {Field} field
 * @param {{key: string, value: State}[]} state
 * @param {string} path
 * @param {Mistake[]} mistakes
 */
function mapValue(field, state, path, mistakes) {
  const seen = new Set();
  return Object.fromEntries(state.map(({key, value}) => {
    if (key === '' || seen.has(key)) {
      mistakes.push({field: path, message: key === '' ? 'has an entry without a name' : `has the name ${key} twice`});
    }
    seen.add(key);
    return [key, itemValue(field, value, below(path, key), mistakes)];
  }));
}

/**
 * @param {Field} field a list or a map
 * @param {State} state of an item, which is never left out
 * @param {string} path
 * @param {Mistake[]} mistakes
 */
function itemValue(field, state, path, mistakes) {
  const value = valueOf(/** @type {Field} */ (field.item), state, path, mistakes);
  return value === undefined && field.item?.kind === 'text' ? '' : value;
}

/**
 * Returns the path of a part of an object.
 *
 * @param {string} path empty for the request itself
 * @param {string} name
 */
export function below(path, name) {
  return path === '' ? name : `${path}.${name}`;
}

/**
 * @param {Field} field
 * @param {State} state
 */
function isUntouched(field, state) {
  switch (field.kind) {
    case 'constant': return true;
    case 'object': return stringify(state) === stringify(initialState(field));
    case 'list': case 'map': return state.length === 0;
    case 'variants': return state.chosen === '';
    default: return state === '';
  }
}

/**
 * Returns the state whose JSON is a value.
 *
 * @param {Field} field
 * @param {any} value
 * @returns {State}
 * @throws {TypeError} if the form cannot hold the value as it is, such as one with unknown names
 */
export function stateFor(field, value) {
  const state = stateOf(field, value);
  /** @type {Mistake[]} */
  const mistakes = [];
  const made = valueOf(field, state, '', mistakes);
  if (mistakes.length > 0 || canonical(made) !== canonical(value)) {
    throw new TypeError('The form cannot hold this JSON as it is.');
  }
  return state;
}

/**
 * @param {Field} field
 * @param {any} value of any type; what does not fit is noticed by comparison, or throws a TypeError
 * @returns {State}
 */
function stateOf(field, value) {
  if (value === undefined || (value === null && field.kind !== 'json')) {
    return initialState({...field, initial: undefined});
  }
  switch (field.kind) {
    case 'object':
      return Object.fromEntries((field.fields ?? []).map((part) =>
        [part.name, stateOf(part, Object.hasOwn(value, part.name) ? value[part.name] : undefined)]));
    case 'list': return value.map((/** @type {any} */ item) => stateOf(/** @type {Field} */ (field.item), item));
    case 'map':
      return Object.entries(value).map(([key, item]) =>
        ({key, value: stateOf(/** @type {Field} */ (field.item), item)}));
    case 'variants': return variant(field, value);
    case 'choice': {
      const index = (field.values ?? []).findIndex((each) => canonical(each) === canonical(value));
      return index < 0 ? '' : String(index);
    }
    case 'json': return stringify(value);
    case 'constant': return '';
    default: return String(value);
  }
}

/**
 * @param {Field} field
 * @param {any} value
 */
function variant(field, value) {
  for (const [index, part] of (field.fields ?? []).entries()) {
    try {
      return {chosen: String(index), value: stateFor(part, value)};
    } catch {
      // another variant may fit
    }
  }
  throw new TypeError('No variant fits.');
}
