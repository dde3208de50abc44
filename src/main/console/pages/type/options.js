/**
 * Returns the schema of what a job can have beside its type and payload, as the form has it.
 *
 * @param {string[]} modes those of the type
 */
export function optionsSchema(modes) {
  return {
    type: 'object',
    properties: {
      mode: {enum: modes, description: 'How it runs; by default as its type says.'},
      priority: {
        type: 'integer', minimum: -100, maximum: 100, description: 'Higher ones start first; 0 by default.',
      },
      runAt: {type: 'string', description: 'The earliest start; now by default.', examples: ['2026-12-01T08:00:00Z']},
      maxAttempts: {type: 'integer', minimum: 1, description: 'Failed attempts after which the job fails.'},
      backoff: {type: 'string', description: 'The pause after the first failure.', examples: ['2s']},
      timeout: {type: 'string', description: 'The time limit of an attempt.', examples: ['30s']},
      deadline: {
        type: 'string',
        description: 'When it fails unless it has ended: a duration from now, or a time.',
        examples: ['10m', '2026-12-01T00:00:00Z'],
      },
      fairness: {
        type: 'object',
        description: 'Waiting jobs of each key start in proportion to their weights.',
        properties: {
          key: {type: 'string', examples: ['tenant-7'], description: 'Up to 255 characters.'},
          weight: {type: 'integer', minimum: 1, maximum: 1000, description: '1 by default.'},
        },
      },
      unique: {
        type: 'object',
        description: 'At most one job has a key at a time.',
        properties: {
          key: {
            type: 'string', examples: ['order-4711'], description: 'Up to 255 characters; all submitters share it.',
          },
          until: {
            enum: ['START', 'END'],
            description: 'The job holds the key until it starts, or until it has ended (the default).',
          },
          onConflict: {
            enum: ['RETURN', 'REJECT', 'REPLACE'],
            description: 'What happens if another job holds it; RETURN by default.',
          },
        },
      },
    },
  };
}
