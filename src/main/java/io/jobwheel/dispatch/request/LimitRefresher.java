package io.jobwheel.dispatch.request;

import io.jobwheel.store.StoreUnavailableException;

/** Reads the definitions of limits anew, after one of them was changed on this node. */
@FunctionalInterface
public interface LimitRefresher {

  /**
   * Reads the definitions from the store.
   *
   * @throws StoreUnavailableException if the store cannot be read; the node keeps those that it has
   */
  void refreshLimits();
}
