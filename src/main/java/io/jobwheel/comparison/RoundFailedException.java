package io.jobwheel.comparison;

import io.jobwheel.store.comparison.ComparisonState;

/** Thrown if a comparison cannot go on. */
final class RoundFailedException extends Exception {

  private final ComparisonState state;
  private final ComparisonErrorCode code;

  private RoundFailedException(ComparisonState state, ComparisonErrorCode code, String message) {
    super(message);
    this.state = state;
    this.code = code;
  }

  static RoundFailedException failed(ComparisonErrorCode code, String message) {
    return new RoundFailedException(ComparisonState.FAILED, code, message);
  }

  static RoundFailedException stopped() {
    return new RoundFailedException(
        ComparisonState.INTERRUPTED,
        ComparisonErrorCode.NODE_STOPPED,
        "The node that carried it out was stopped.");
  }

  static RoundFailedException leaseLost() {
    return new RoundFailedException(
        ComparisonState.INTERRUPTED,
        ComparisonErrorCode.NODE_LOST,
        "The node that carried it out lost its lease.");
  }

  /** Returns the exception of a comparison that a client or another node has ended. */
  static RoundFailedException ended() {
    return new RoundFailedException(
        ComparisonState.CANCELLED, ComparisonErrorCode.INTERNAL_ERROR, "It has ended already.");
  }

  /** Returns the state in which the comparison ends, unless it has ended already. */
  ComparisonState state() {
    return state;
  }

  ComparisonErrorCode code() {
    return code;
  }
}
