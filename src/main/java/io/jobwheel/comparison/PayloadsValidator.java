package io.jobwheel.comparison;

import io.jobwheel.handler.JobType;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.comparison.ComparisonSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Validates the payloads of a comparison and their number. */
final class PayloadsValidator {

  private static final int DEFAULT_JOBS = 3;

  private final JobTypes types;
  private final @Nullable JobType<?> type;
  private final int most;

  /**
   * Creates a validator.
   *
   * @param type the type of the payloads; null if it is unknown, so that they are not validated
   * @param most the maximum number of jobs of a round
   */
  PayloadsValidator(JobTypes types, @Nullable JobType<?> type, int most) {
    this.types = types;
    this.type = type;
    this.most = most;
  }

  /** Returns the number of jobs of a round. */
  int jobs(@Nullable Integer given, FieldErrors errors) {
    int jobs = given == null ? DEFAULT_JOBS : given;
    if (jobs < 1 || jobs > most) {
      errors.add(new FieldError("jobs", "must be 1 to " + most));
    }
    return jobs;
  }

  /** Returns the given payloads; for those that are invalid, adds errors. */
  List<String> validate(ComparisonRequest request, FieldErrors errors) {
    List<@Nullable String> many = request.payloads();
    if (many == null) {
      String one = request.payload();
      if (one == null) {
        errors.add(new FieldError("payload", "is required, unless there are payloads"));
        return List.of();
      }
      check(one, "payload", errors);
      return List.of(one);
    }
    if (request.payload() != null) {
      errors.add(new FieldError("payloads", "must be omitted if there is a payload"));
    }
    if (request.jobs() != null) {
      errors.add(
          new FieldError("jobs", "must be omitted: each of the payloads is that of one job"));
    }
    if (many.isEmpty() || many.size() > most) {
      errors.add(new FieldError("payloads", "must have 1 to %d payloads".formatted(most)));
      return List.of();
    }
    List<String> payloads = new ArrayList<>(many.size());
    for (int i = 0; i < many.size(); i++) {
      String payload = many.get(i) == null ? "null" : many.get(i);
      check(payload, "payloads[%d]".formatted(i), errors);
      payloads.add(payload);
    }
    return payloads;
  }

  private void check(String payload, String field, FieldErrors errors) {
    if (type != null) {
      types.validate(type.name(), payload).stream()
          .map(wrong -> wrong.under(field))
          .forEach(errors::add);
    }
  }

  /**
   * Checks the number of jobs and the size of payloads of all rounds.
   *
   * @throws InvalidJobException if they are too large
   */
  static void requireBounds(ComparisonSpec spec, List<String> given) {
    long all = (long) spec.jobs() * spec.rounds();
    if (all > ComparisonValidator.MAX_ALL_JOBS) {
      throw invalid(
          "jobs",
          "all rounds have %d jobs together, which must be %d or fewer: take fewer jobs, modes or repeats"
              .formatted(all, ComparisonValidator.MAX_ALL_JOBS));
    }
    long bytes =
        given.stream().mapToLong(payload -> payload.getBytes(StandardCharsets.UTF_8).length).sum();
    String field = given.size() == 1 ? "payload" : "payloads";
    if (bytes > ComparisonValidator.MAX_REQUEST_BYTES) {
      throw invalid(
          field, "must have %d bytes or fewer".formatted(ComparisonValidator.MAX_REQUEST_BYTES));
    }
    long round = given.size() == spec.jobs() ? bytes : bytes * spec.jobs();
    if (round > ComparisonValidator.MAX_ROUND_BYTES) {
      throw invalid(
          field,
          "all jobs of a round must have %d bytes or fewer together"
              .formatted(ComparisonValidator.MAX_ROUND_BYTES));
    }
  }

  private static InvalidJobException invalid(String field, String message) {
    return new InvalidJobException(List.of(new FieldError(field, message)));
  }
}
