/** Makes a schema simpler, so that a form can be made of it. */

/** @param {any} value whether it is an object of JSON */
export function isSchema(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}


/**
 * Follows references, joins `allOf`, and takes null out of the types.
 *
 * @param {any} given
 * @param {any} root
 * @param {string[]} references
 * @returns {{schema: any, nullable: boolean, references: string[]}} null for a schema that no form can have
 */
export function resolved(given, root, references) {
  let schema = given;
  let passed = references;
  while (isSchema(schema) && typeof schema.$ref === 'string') {
    const {$ref, ...beside} = schema;
    const target = passed.includes($ref) ? undefined : referenced(root, $ref);
    if (target === undefined) {
      return {schema: null, nullable: false, references: passed};
    }
    passed = [...passed, $ref];
    schema = merged(target, beside);
  }
  if (!isSchema(schema) || schema.not || schema.if) {
    return {schema: null, nullable: false, references: passed};
  }
  if (Array.isArray(schema.allOf)) {
    const {allOf, ...beside} = schema;
    const joined = allOf.reduce((/** @type {any} */ all, /** @type {any} */ part) => merged(all, part), beside);
    return resolved(joined, root, passed);
  }
  let nullable = Array.isArray(schema.enum) && schema.enum.includes(null);
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((/** @type {string} */ type) => type !== 'null');
    nullable ||= types.length < schema.type.length;
    schema = {...schema, type: types.length === 1 ? types[0] : 'any'};
  }
  for (const key of ['oneOf', 'anyOf']) {
    const parts = schema[key];
    const others = Array.isArray(parts) ? parts.filter((part) => part?.type !== 'null') : null;
    if (others && others.length < parts.length) {
      nullable = true;
      const {[key]: _, ...beside} = schema;
      schema = others.length === 1 ? merged(others[0], beside) : {...beside, [key]: others};
      if (others.length === 1) {
        const inner = resolved(schema, root, passed);
        return {...inner, nullable: true};
      }
    }
  }
  return {schema, nullable, references: passed};
}

/**
 * @param {any} root
 * @param {string} reference such as #/$defs/Item
 */
function referenced(root, reference) {
  if (!reference.startsWith('#')) {
    return undefined;
  }
  return reference.slice(1).split('/').filter((step) => step !== '').reduce((at, step) =>
    at?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], root);
}

/**
 * Returns a schema with the keywords of two.
 *
 * @param {any} one
 * @param {any} other wins where both have a keyword, except for properties and what is required
 */
export function merged(one, other) {
  const both = {...one, ...other};
  if (one?.properties && other?.properties) {
    both.properties = {...one.properties, ...other.properties};
  }
  if (one?.required && other?.required) {
    both.required = [...new Set([...one.required, ...other.required])];
  }
  return both;
}

/**
 * Returns the texts that a pattern allows, if it is a plain list of them.
 *
 * @param {string | undefined} pattern such as ^(?:GET|HEAD)$
 * @returns {string[] | null} null if it allows others
 */
export function alternatives(pattern) {
  const list = /^\^\(\?:([\w-]+(?:\|[\w-]+)+)\)\$$/.exec(pattern ?? '');
  return list ? list[1].split('|') : null;
}
