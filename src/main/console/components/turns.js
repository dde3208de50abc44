/**
 * Does work for each of some items, one after the other.
 *
 * @template T, R
 * @param {T[]} items
 * @param {{aborted: boolean}} signal no further item is begun after it
 * @param {(item: T) => Promise<R>} work
 * @param {() => Promise<unknown>} [rest] awaited between two items
 * @returns {Promise<R[]>} the results, in order; fewer than items after the signal
 */
export async function inTurn(items, signal, work, rest = async () => {}) {
  /** @type {R[]} */
  const results = [];
  for (const item of items) {
    if (results.length > 0) {
      await rest();
    }
    if (signal.aborted) {
      break;
    }
    results.push(await work(item));
  }
  return results;
}
