package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.FairnessRequest;
import io.jobwheel.job.Fairness;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import org.jspecify.annotations.Nullable;

/** Validates the fairness of jobs. */
final class FairnessValidator {

  private FairnessValidator() {}

  /**
   * Validates the fairness of a job.
   *
   * @param request the request; null for none
   * @param path the field of the fairness
   * @param errors receives every invalid field
   * @return the fairness; null for none, or if there are errors
   */
  static @Nullable Fairness validate(
      @Nullable FairnessRequest request, String path, FieldErrors errors) {
    if (request == null) {
      return null;
    }
    int before = errors.count();
    String key = request.key();
    if (key == null) {
      errors.add(new FieldError(path + ".key", "is required"));
    } else if (key.isBlank() || !KeyValidator.isValid(key, Fairness.MAX_KEY)) {
      errors.add(
          new FieldError(
              path + ".key", KeyValidator.RULE.formatted(Fairness.MAX_KEY) + ", and not blank"));
    }
    int weight = request.weight() == null ? 1 : request.weight();
    if (weight < Fairness.MIN_WEIGHT || weight > Fairness.MAX_WEIGHT) {
      errors.add(
          new FieldError(
              path + ".weight",
              "must be %d to %d".formatted(Fairness.MIN_WEIGHT, Fairness.MAX_WEIGHT)));
    }
    return key == null || errors.count() > before ? null : new Fairness(key, weight);
  }
}
