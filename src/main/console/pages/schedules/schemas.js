/** The schemas of the form of a schedule. */

/**
 * Returns the schema of its times.
 *
 * @param {string} zone an example: the zone of the browser
 */
export function whenSchema(zone) {
  return {
    type: 'object',
    properties: {
      cron: {
        type: 'string', maxLength: 200, examples: ['30 2 * * *', '0 9-17 * * MON-FRI', '@daily'],
        description: 'Minute, hour, day of month, month, day of week. Either this or every.',
      },
      every: {type: 'string', examples: ['15m', '6h'], description: 'A period from 1s to 365d. Either this or cron.'},
      timeZone: {
        type: 'string', examples: [zone === 'UTC' ? 'Europe/Berlin' : zone],
        description: 'The zone of cron, a name of the tz database; UTC by default.',
      },
    },
  };
}

/** The schema of everything else. */
export const SCHEDULE_OPTIONS = {
  type: 'object',
  properties: {
    overlap: {
      enum: ['SKIP', 'QUEUE_ONE', 'QUEUE_ALL', 'CANCEL_OTHER', 'ALLOW'],
      description: 'What becomes of a due time while a job has not ended; SKIP by default.',
    },
    catchUp: {
      enum: ['NONE', 'LATEST', 'ALL'],
      description: 'Which late times are made up for after an outage; LATEST by default.',
    },
    catchUpWindow: {
      type: 'string', examples: ['1d'], description: 'The greatest age of a time that is made up for; 365d by default.',
    },
    jitter: {type: 'string', examples: ['30s'], description: 'Spreads the jobs of many schedules in time.'},
    startAt: {type: 'string', examples: ['2026-12-01T08:00:00Z'], description: 'No time before it is due.'},
    endAt: {type: 'string', examples: ['2027-01-01T00:00:00Z'], description: 'No time after it is due.'},
    maxFires: {type: 'integer', minimum: 1, description: 'The schedule ends after this number of jobs.'},
    pauseOnFailures: {
      type: 'integer', minimum: 1, maximum: 100, description: 'It is paused after this number of failures in a row.',
    },
  },
};
