package io.jobwheel.dispatch.submission;

import static java.util.Objects.requireNonNullElse;

import io.jobwheel.dispatch.request.operation.FilterRequest;
import io.jobwheel.dispatch.request.operation.OperationRequest;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobSpec;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.query.JobFilter;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Validates requests for bulk operations. */
public final class OperationValidator {

  /** Jobs per second of a redrive without a rate. */
  public static final int REDRIVE_RATE = 100;

  static final int MAX_RATE = 10_000;

  private OperationValidator() {}

  /**
   * Returns what a request asks for, with the states of its jobs and its rate filled in.
   *
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   */
  public static OperationSpec validate(OperationRequest request) {
    FieldErrors errors = new FieldErrors();
    OperationAction action = action(request.action()).orElse(null);
    if (action == null) {
      errors.add(
          new FieldError("action", "must be one of " + Arrays.toString(OperationAction.values())));
      throw new InvalidJobException(errors);
    }
    JobFilter filter =
        FilterValidator.validate(
            requireNonNullElse(request.filter(), FilterRequest.ALL),
            action.possibleStates(),
            errors);
    if (!action.isOfFinished() && !filter.finished().isAll()) {
      errors.add(
          new FieldError(
              "filter." + (filter.finished().from() == null ? "finishedTo" : "finishedFrom"),
              "must be omitted: %s acts on unfinished jobs".formatted(action)));
    }
    checkPriority(action, request.priority(), errors);
    checkRange("rate", request.rate(), 1, MAX_RATE, errors);
    if (request.confirm() != null && request.confirm() < 0) {
      errors.add(new FieldError("confirm", "must be 0 or more"));
    }
    if (!errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    Integer rate =
        request.rate() == null && action == OperationAction.REDRIVE
            ? Integer.valueOf(REDRIVE_RATE)
            : request.rate();
    return new OperationSpec(action, withStates(filter, action), request.priority(), rate);
  }

  private static Optional<OperationAction> action(@Nullable String name) {
    return Arrays.stream(OperationAction.values())
        .filter(action -> action.name().equals(name))
        .findFirst();
  }

  private static void checkPriority(
      OperationAction action, @Nullable Integer priority, FieldErrors errors) {
    switch (action) {
      case REPRIORITIZE -> {
        if (priority == null) {
          errors.add(new FieldError("priority", "is required for REPRIORITIZE"));
        }
      }
      case CANCEL, DELETE -> {
        if (priority != null) {
          errors.add(new FieldError("priority", "must be omitted for " + action));
          return;
        }
      }
      case REDRIVE -> {
        // optional
      }
    }
    checkRange("priority", priority, JobSpec.MIN_PRIORITY, JobSpec.MAX_PRIORITY, errors);
  }

  private static void checkRange(
      String field, @Nullable Integer value, int min, int max, FieldErrors errors) {
    if (value != null && (value < min || value > max)) {
      errors.add(new FieldError(field, "must be %d to %d".formatted(min, max)));
    }
  }

  private static JobFilter withStates(JobFilter filter, OperationAction action) {
    return filter.states().isEmpty() ? filter.withStates(action.defaultStates()) : filter;
  }
}
