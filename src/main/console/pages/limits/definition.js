import {count, duration, seconds} from '../../core/format.js';

/**
 * Definitions of limits, as a `PUT` takes them and in words.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Limit']} Limit
 * @typedef {{used: number | null, free: number | null, blocked: number, oldestWait: string | null}} LimitCount
 * @typedef {{limits?: Record<string, LimitCount> | null, otherLimits?: LimitCount | null}} Counts of the summary
 */

const FIELDS = /** @type {const} */ (['total', 'perKey', 'rate', 'onLimit']);

const MOST = 1_000_000;

/** The schema of the form of a limit. */
export const LIMIT = {
  type: 'object',
  properties: {
    total: {
      type: 'integer', minimum: 0, maximum: MOST, examples: [10],
      description: 'The permits of all jobs of the limit together. With 0, none starts.',
    },
    perKey: {
      type: 'integer', minimum: 0, maximum: MOST, examples: [2],
      description: 'The permits of the jobs with the same key. With 0, none starts.',
    },
    rate: {
      type: 'object',
      required: ['permits', 'per'],
      description: 'How often jobs start: by key, or together if they have none.',
      properties: {
        permits: {type: 'integer', minimum: 1, maximum: MOST, examples: [100]},
        per: {type: 'string', examples: ['1m'], description: 'From 1ms to 30d.'},
        burst: {
          type: 'integer', minimum: 1, maximum: MOST,
          description: 'The permits that can be taken at once after a pause; 1 by default.',
        },
      },
    },
    onLimit: {
      enum: ['BLOCK', 'REJECT', 'CANCEL_OLDEST'],
      description: 'What becomes of a job without permits: it waits (the default), is refused, or older ones are '
        + 'cancelled for it.',
    },
  },
};

/**
 * Returns the definition of a limit, as a `PUT` takes it.
 *
 * @param {Limit} limit
 * @returns {Record<string, unknown>}
 */
export function definition(limit) {
  return Object.fromEntries(FIELDS.filter((name) => limit[name] !== undefined).map((name) => [name, limit[name]]));
}

/**
 * Returns the rate of a limit in words.
 *
 * @param {{permits: number, per: string, burst?: number} | undefined} rate
 * @returns {string} such as `100 each 1 m, 20 at once`; a dash without one
 */
export function rateText(rate) {
  if (rate === undefined) {
    return '–';
  }
  const burst = rate.burst === undefined || rate.burst === 1 ? '' : `, ${count(rate.burst)} at once`;
  return `${count(rate.permits)} each ${duration(seconds(rate.per))}${burst}`;
}

/**
 * Returns the numbers of a limit.
 *
 * @param {Counts | undefined} summary
 * @param {string} name
 * @returns {LimitCount | null} null if they are not known: only the 100 limits that hold most jobs are counted apart
 */
export function counted(summary, name) {
  const limits = summary?.limits;
  return limits && Object.hasOwn(limits, name) ? limits[name] : null;
}

/**
 * Returns the use of a limit in words.
 *
 * @param {LimitCount | null} numbers
 * @returns {string} such as `3 of 10`; a dash if it is not known, or the limit has only a rate
 */
export function usage(numbers) {
  if (numbers === null || numbers.used === null) {
    return '–';
  }
  return numbers.free === null ? count(numbers.used) : `${count(numbers.used)} of ${count(numbers.used + numbers.free)}`;
}
