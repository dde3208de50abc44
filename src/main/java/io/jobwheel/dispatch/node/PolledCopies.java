package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.store.fairness.FairQueues;

/**
 * What this node reads from the store at each poll of the dispatcher, to use it until the next one.
 */
record PolledCopies(ActivePauses pauses, FairQueues fairQueues) {

  /**
   * Reads all of it.
   *
   * @throws io.jobwheel.store.StoreUnavailableException if the store cannot be read
   */
  void refresh() {
    pauses.refresh();
    fairQueues.refresh();
  }
}
