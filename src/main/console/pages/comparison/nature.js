/** @type {Record<string, string>} */
const WORDS = {COMPUTES: 'compute', WAITS: 'wait', MIXED: 'compute and wait'};

/**
 * Returns what the jobs of a comparison do, as the end of a sentence that begins with them.
 *
 * @param {{label: string, processorShare: number | null}} nature `UNKNOWN` without a share means that the
 *     processor time was not measured, and with one that the jobs are too short
 * @returns {string}
 */
export function nature({label, processorShare}) {
  return WORDS[label] ?? (processorShare === null
    ? 'cannot be judged, since their processor time is not known'
    : 'are too short to say whether they compute or wait');
}
