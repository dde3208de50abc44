import {parse} from '../../core/json.js';

/**
 * The form of a comparison as a request.
 *
 * @typedef {{type: string, payloads: string, jobs: string, modes: string[], repeats: string, force: boolean}} Form
 */

/** The example of the documentation: three countdowns that wait 1, 0.8 and 0.5 seconds before each of three prints. */
export const EXAMPLE = {
  type: 'countdown',
  payloads: `[
  {"name": "A", "delay": "1s"},
  {"name": "B", "delay": "800ms"},
  {"name": "C", "delay": "500ms"}
]`,
};

/**
 * Returns the form that is shown first: the example, or another type if the service does not offer that.
 *
 * @param {string[]} types the names of those that are offered
 * @returns {Form} with the type empty if there is none
 */
export function initial(types) {
  const type = types.includes(EXAMPLE.type) ? EXAMPLE.type : types[0] ?? '';
  return {type, payloads: payloadsOf(type), jobs: '3', modes: [], repeats: '3', force: false};
}

/**
 * Returns the payloads that are shown first for a type.
 *
 * @param {string} type
 * @returns {string}
 */
export function payloadsOf(type) {
  return type === EXAMPLE.type ? EXAMPLE.payloads : '{}';
}

/**
 * Returns the body of a request. A list of payloads is one for each job; any other value is the payload of all jobs.
 *
 * @param {Form} form
 * @returns {object}
 * @throws {Error} with a sentence, if a field cannot be read
 */
export function request({type, payloads, jobs, modes, repeats, force}) {
  if (type === '') {
    throw new Error('Choose a type.');
  }
  let value;
  try {
    value = parse(payloads);
  } catch (error) {
    throw new Error(`The payload is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  return {
    type,
    ...(Array.isArray(value) ? {payloads: value} : {payload: value, jobs: whole(jobs, 'jobs')}),
    ...(modes.length === 0 ? {} : {modes}),
    repeats: whole(repeats, 'repeats'),
    ...(force ? {force} : {}),
  };
}

/**
 * @param {string} text
 * @param {string} name
 */
function whole(text, name) {
  if (!/^\d{1,6}$/.test(text.trim())) {
    throw new Error(`The number of ${name} is not a whole number.`);
  }
  return Number(text);
}
