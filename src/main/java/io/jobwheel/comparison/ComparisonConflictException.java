package io.jobwheel.comparison;

import io.jobwheel.store.comparison.ComparisonState;
import java.util.UUID;

/** Thrown if the state of a comparison does not allow what is requested. Nothing is changed. */
public final class ComparisonConflictException extends RuntimeException {

  private ComparisonConflictException(String message) {
    super(message);
  }

  static ComparisonConflictException ended(UUID id, ComparisonState state) {
    return new ComparisonConflictException(
        "Comparison %s cannot be cancelled: its state is %s.".formatted(id, state));
  }

  static ComparisonConflictException running(UUID id) {
    return new ComparisonConflictException(
        "Comparison %s cannot be deleted: it is running; cancel it first.".formatted(id));
  }
}
