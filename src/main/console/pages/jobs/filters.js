/**
 * The filter of a list of jobs: as parameters of the API and of the page's URL, and as the filter of a bulk operation.
 *
 * @typedef {Record<string, string | string[]>} Values lists for the criteria of {@link LISTS}, texts for times
 * @typedef {{filter: Record<string, string | string[]>, notes: string[], refusal: string}} Selection
 */

/** The criteria that can have several values. */
export const LISTS = ['state', 'type', 'mode', 'errorCode', 'submitter', 'schedule', 'group'];

/** The criteria that are instants. */
export const TIMES = ['createdFrom', 'createdTo', 'finishedFrom', 'finishedTo'];

/** The states on which an action can act. */
export const ACTS_ON = /** @type {Record<string, string[]>} */ ({
  REDRIVE: ['FAILED', 'CANCELLED'],
  CANCEL: ['SCHEDULED', 'BLOCKED', 'QUEUED', 'RUNNING'],
  DELETE: ['SUCCEEDED', 'FAILED', 'CANCELLED'],
  REPRIORITIZE: ['SCHEDULED', 'BLOCKED', 'QUEUED'],
});

/**
 * Reads the criteria of a query. Values can be repeated or separated by commas; those of `submitter` can only be
 * repeated, since the subject of a token may contain commas.
 *
 * @param {URLSearchParams} search
 * @returns {Values} with all criteria; empty ones are unset
 */
export function read(search) {
  /** @type {Values} */
  const values = {};
  for (const name of LISTS) {
    const texts = search.getAll(name).flatMap((text) => name === 'submitter' ? [text] : text.split(','));
    values[name] = [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
  }
  for (const name of TIMES) {
    values[name] = search.get(name) ?? '';
  }
  return values;
}

/**
 * Writes criteria and other parameters as a query. Empty ones are left out.
 *
 * @param {Record<string, string | number | string[] | null | undefined>} parameters
 * @returns {string} with its question mark; empty without parameters
 */
export function write(parameters) {
  const parts = [];
  for (const [name, value] of Object.entries(parameters)) {
    const texts = [value ?? []].flat().map((text) => encoded(String(text))).filter((text) => text !== '');
    if (name === 'submitter') {
      parts.push(...texts.map((text) => `submitter=${text.replaceAll(',', '%2C')}`));
    } else if (texts.length > 0) {
      parts.push(`${name}=${texts.join(',')}`);
    }
  }
  return parts.length === 0 ? '' : '?' + parts.join('&');
}

/** @param {string} text */
function encoded(text) {
  return encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/**
 * Returns a list with a value added, or removed if it was there.
 *
 * @param {string[]} list
 * @param {string} value
 * @returns {string[]}
 */
export function toggled(list, value) {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}

/**
 * Returns the values of a text field, which are separated by commas.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function listed(text) {
  return [...new Set(text.split(',').map((each) => each.trim()).filter((each) => each !== ''))];
}

/**
 * Returns the path of the page that lists what a filter of the API selects.
 *
 * @param {Record<string, any> | null | undefined} filter
 * @returns {string} without /console
 */
export function jobsPath(filter) {
  return '/jobs' + write(Object.fromEntries([...LISTS, ...TIMES].map((name) => [name, filter?.[name]])));
}

/**
 * Returns a filter of the API in words.
 *
 * @param {Record<string, any> | null | undefined} filter
 * @returns {string} such as `state FAILED or CANCELLED, type http`
 */
export function described(filter) {
  const parts = [...LISTS, ...TIMES]
    .filter((name) => filter?.[name]?.length > 0)
    .map((name) => `${WORDS[name]} ${[filter?.[name]].flat().join(' or ')}`);
  return parts.length === 0 ? 'all jobs' : parts.join(', ');
}

/** @type {Record<string, string>} */
const WORDS = {
  state: 'state', type: 'type', mode: 'mode', errorCode: 'error code', submitter: 'submitter', schedule: 'schedule',
  group: 'group', createdFrom: 'created from', createdTo: 'created before', finishedFrom: 'finished from',
  finishedTo: 'finished before',
};

/**
 * Returns the filter with which a bulk operation acts on jobs that a list shows, and never on others.
 *
 * @param {string} action of {@link ACTS_ON}
 * @param {Values} values of the list
 * @returns {Selection} `notes` say what of the list is left out; with a `refusal` there is no such operation
 */
export function selection(action, values) {
  const states = /** @type {string[]} */ (values.state);
  const possible = ACTS_ON[action];
  const chosen = states.filter((state) => possible.includes(state));
  const refuse = (/** @type {string} */ refusal) => ({filter: {}, notes: [], refusal});
  if (values.schedule.length > 0) {
    return refuse('Bulk operations cannot select by schedule, and would act on more jobs than the list shows. '
      + 'Select rows, or remove the schedule from the filter.');
  }
  if (states.length > 0 && chosen.length === 0) {
    return refuse(`It acts on jobs that are ${possible.join(' or ')}, and the filter has no such state.`);
  }
  const canHaveEnded = possible.includes('FAILED');
  if (!canHaveEnded && (values.finishedFrom || values.finishedTo)) {
    return refuse('The filter selects jobs that have ended, and it acts on jobs that have not.');
  }
  const notes = [];
  if (chosen.length < states.length) {
    notes.push(`It leaves out jobs that are ${states.filter((state) => !chosen.includes(state)).join(' or ')}.`);
  } else if (states.length === 0) {
    chosen.push(...(action === 'REDRIVE' ? ['FAILED'] : possible));
    notes.push(action === 'REDRIVE'
      ? 'The filter has no state, so it acts on FAILED jobs only. Choose CANCELLED, too, to include those.'
      : `It acts on jobs that are ${possible.join(' or ')}.`);
  }
  const set = Object.entries({...values, state: chosen}).filter(([, value]) => value.length > 0);
  return {filter: Object.fromEntries(set), notes, refusal: ''};
}
