package io.jobwheel.comparison;

import java.util.UUID;

/** Carries out the comparison of this node. Safe for use by any thread. */
interface ComparisonStarter {

  /**
   * Announces a comparison that is about to be stored, so that it is not found to be left behind.
   *
   * @return whether this node carries out comparisons; not while it starts or stops
   */
  boolean expect(UUID comparison);

  /** Takes back {@link #expect}: the comparison was not stored. */
  void forget(UUID comparison);

  /** Begins with the rounds of a stored comparison, on another thread. */
  void begin(ComparisonOrder order);
}
