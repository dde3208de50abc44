/**
 * Rates per second out of numbers that only grow, read again and again. A node that has started anew counts from 0 and
 * has another id, so each node is subtracted from itself.
 *
 * @typedef {{at: number, counts: Map<string, Record<string, number>>}} Sample
 */

/** The samples that are kept. */
const KEPT = 12;

export class Rates {
  /** @type {Sample[]} */
  #samples = [];

  /**
   * Takes the counts of all nodes.
   *
   * @param {number} at milliseconds
   * @param {{id: string, status: {counts: Record<string, number>} | null}[]} nodes
   */
  take(at, nodes) {
    const latest = this.#samples.at(-1);
    if (latest && at <= latest.at) {
      return;
    }
    this.#samples.push({
      at,
      counts: new Map(nodes.flatMap((node) => node.status ? [[node.id, node.status.counts]] : [])),
    });
    if (this.#samples.length > KEPT) {
      this.#samples.shift();
    }
  }

  /**
   * Returns how often something happened per second, on all nodes, since the oldest sample.
   *
   * @param {string} name of the count
   * @param {string} [node] its id; all nodes unless given
   * @returns {number} NaN with fewer than two samples
   */
  of(name, node) {
    const first = this.#samples.at(0);
    const last = this.#samples.at(-1);
    if (!first || !last || first === last) {
      return NaN;
    }
    let sum = 0;
    for (const [id, counts] of last.counts) {
      if (node === undefined || node === id) {
        // a node that came later is subtracted from the first sample that has it
        const before = this.#samples.find((sample) => sample.counts.has(id))?.counts.get(id);
        sum += Math.max(0, (counts[name] ?? 0) - (before?.[name] ?? 0));
      }
    }
    return sum / ((last.at - first.at) / 1000);
  }
}
