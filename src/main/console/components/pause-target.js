/**
 * Returns the path of a pause. The service wants colons and at signs as they are.
 *
 * @param {string} target such as type:http or submitter:token:alice@example
 * @returns {string}
 */
export function pausePath(target) {
  return '/api/v1/pauses/' + encodeURIComponent(target).replaceAll('%3A', ':').replaceAll('%40', '@');
}

/**
 * Returns what a user pauses.
 *
 * @param {string} kind type or submitter
 * @param {string} name as it was entered
 * @returns {string} such as type:http
 * @throws {Error} if it cannot be paused
 */
export function pauseTarget(kind, name) {
  const trimmed = name.trim();
  if (trimmed === '') {
    throw new Error(`Name the ${kind === 'type' ? 'job type' : 'submitter'}.`);
  }
  if (/[/\\;%]/.test(trimmed)) {
    throw new Error('A name with /, \\, ; or % cannot be paused: paths do not have these.');
  }
  return `${kind}:${trimmed}`;
}
