import {seconds} from '../../core/format.js';

/**
 * @import {components} from '#api'
 * @typedef {components['schemas']['Schedule']} Schedule
 */

const FIELDS = /** @type {const} */ ([
  'cron', 'every', 'timeZone', 'job', 'group', 'overlap', 'catchUp', 'catchUpWindow', 'jitter', 'startAt', 'endAt',
  'maxFires', 'pauseOnFailures',
]);

/**
 * Returns the definition of a schedule, as a `PUT` takes it.
 *
 * @param {Schedule} schedule
 * @returns {Record<string, unknown>}
 */
export function definition(schedule) {
  return Object.fromEntries(FIELDS.filter((name) => schedule[name] !== undefined && schedule[name] !== null)
    .map((name) => [name, schedule[name]]));
}

/** The most jobs of one backfill. */
export const MOST_BACKFILLED = 1000;

/**
 * Checks the range of a backfill before it is sent.
 *
 * @param {Schedule} schedule
 * @param {string | undefined} from an ISO 8601 instant, inclusive
 * @param {string | undefined} to an ISO 8601 instant, exclusive
 * @param {number} now milliseconds since the epoch
 * @returns {{mistake: string} | {count: number, exact: boolean}} what is wrong, or how many times are due in it; not
 *     exact for a cron expression, of which only the distances of the next times are known, NaN with fewer than two
 */
export function backfillCheck(schedule, from, to, now) {
  if (!from || !to) {
    return {mistake: 'Give both times.'};
  }
  const begin = Math.max(Date.parse(from), schedule.startAt ? Date.parse(schedule.startAt) : -Infinity);
  // a time at `endAt` is due, one at `to` is not
  const end = Math.min(Date.parse(to), schedule.endAt ? Date.parse(schedule.endAt) + 1 : Infinity);
  if (Date.parse(from) >= Date.parse(to)) {
    return {mistake: 'The end has to be later than the begin.'};
  }
  if (Date.parse(to) > now) {
    return {mistake: 'The end has to be in the past.'};
  }
  if (begin >= end) {
    return {count: 0, exact: true};
  }
  const count = schedule.every
    ? multiples(begin, end, seconds(schedule.every) * 1000, schedule.startAt ? Date.parse(schedule.startAt) : 0)
    : Math.round((end - begin) / distance(schedule));
  return schedule.every && count > MOST_BACKFILLED
    ? {mistake: `${count.toLocaleString('en')} times are due in this range; at most 1,000 are possible.`}
    : {count, exact: Boolean(schedule.every)};
}

/**
 * @param {number} begin inclusive, in milliseconds
 * @param {number} end exclusive
 * @param {number} period
 * @param {number} anchor
 */
function multiples(begin, end, period, anchor) {
  return Math.ceil((end - anchor) / period) - Math.ceil((begin - anchor) / period);
}

/** @param {Schedule} schedule @returns {number} the mean distance of its next times, in milliseconds */
function distance(schedule) {
  const {next} = schedule;
  return next.length < 2 ? NaN : (Date.parse(next[next.length - 1].at) - Date.parse(next[0].at)) / (next.length - 1);
}
