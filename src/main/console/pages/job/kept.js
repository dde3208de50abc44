/**
 * A value that is read again only after it has become old: what belongs to a job changes when an attempt begins or
 * ends, and not with each look at the job.
 */
export class Kept {
  #isOld = true;

  /** Has the value read again. */
  expire() {
    this.#isOld = true;
  }

  /**
   * Returns the value, read anew if it is old. If that fails it stays old.
   *
   * @template T
   * @param {T | undefined} known the value that was read last
   * @param {() => Promise<T>} load
   * @returns {Promise<T>}
   */
  async read(known, load) {
    if (!this.#isOld && known !== undefined) {
      return known;
    }
    this.#isOld = false; // before the call: a change during it makes the value old again
    try {
      return await load();
    } catch (error) {
      this.#isOld = true;
      throw error;
    }
  }
}
