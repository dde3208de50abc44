package io.jobwheel.comparison;

import io.jobwheel.store.StoreUnavailableException;

/** Ends a round early if its comparison cannot go on. */
interface RoundGuard {

  /**
   * Checks what this node knows by itself: that it does not stop, and has not lost its lease.
   *
   * @throws RoundFailedException if the comparison cannot go on
   */
  void checkNode() throws RoundFailedException;

  /**
   * Checks also what the store has: that the comparison is running, and that the lease is valid.
   *
   * @throws RoundFailedException if the comparison cannot go on
   * @throws StoreUnavailableException if the store cannot be read
   */
  void checkStore() throws RoundFailedException;
}
