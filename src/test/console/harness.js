/**
 * What tests of the console's pure functions need. A file NAME.test.js imports it and the functions, by relative paths.
 * ConsoleFunctionsTest runs each file in Maven's build, without Node; `node src/test/console/run.mjs` does with it.
 * So only what ECMAScript itself has exists: no DOM, no timers, no URL, and no library of the console.
 */

/** @type {{name: string, run: () => unknown}[]} All tests of the files that are loaded. */
export const tests = [];

/**
 * Defines a test.
 *
 * @param {string} name a sentence
 * @param {() => unknown} run may return a promise; the test fails if it throws or rejects
 */
export function test(name, run) {
  tests.push({name, run});
}

/**
 * Fails unless two values are equal: the same primitive (NaN is NaN, 0 is not -0), or arrays, maps, sets, dates or plain
 * objects with equal contents.
 *
 * @param {unknown} actual
 * @param {unknown} expected
 */
export function equal(actual, expected) {
  if (!same(actual, expected)) {
    throw new Error(`expected ${show(expected)}, but was ${show(actual)}`);
  }
}

/**
 * Fails unless a function throws, and returns what it throws.
 *
 * @param {() => unknown} run
 * @param {string} [part] what the message has to contain
 * @returns {unknown}
 */
export function throws(run, part = '') {
  try {
    run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!message.includes(part)) {
      throw new Error(`expected an error with ${show(part)}, but its message was ${show(message)}`);
    }
    return error;
  }
  throw new Error('expected an error');
}

/**
 * Runs a test. The result has its error once it is done: before the engine is idle, unless the test waits for something
 * that never happens.
 *
 * @param {{run: () => unknown}} each
 * @returns {{done: boolean, error: string | null}}
 */
export function outcome(each) {
  const result = {done: false, error: /** @type {string | null} */ (null)};
  Promise.resolve()
    .then(each.run)
    .then(
      () => (result.done = true),
      (error) => {
        result.error = error instanceof Error ? `${error.message}\n${error.stack}` : show(error);
        result.done = true;
      },
    );
  return result;
}

/** @type {(a: unknown, b: unknown) => boolean} */
function same(a, b) {
  if (Object.is(a, b)) {
    return true;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return false;
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
    return false;
  }
  if (a instanceof Date) {
    return Object.is(a.getTime(), /** @type {Date} */ (b).getTime());
  }
  if (a instanceof Map || a instanceof Set) {
    return same([...a], [.../** @type {Set<unknown>} */ (b)]);
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && same(Reflect.get(a, name), Reflect.get(b, name)))
  );
}

/** @type {(value: unknown) => string} */
function show(value) {
  if (typeof value === 'bigint') {
    return `${value}n`;
  }
  if (value instanceof Map || value instanceof Set) {
    return `${value.constructor.name} ${show([...value])}`;
  }
  if (Object.is(value, -0)) {
    return '-0';
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  }
  return Array.isArray(value)
    ? `[${value.map(show).join(', ')}]`
    : `{${Object.entries(value).map(([name, each]) => `${name}: ${show(each)}`).join(', ')}}`;
}
