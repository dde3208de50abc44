package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.BatchItem;
import io.jobwheel.dispatch.request.BatchRequest;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.TraceParent;
import io.jobwheel.job.Uniqueness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Validates each job of a batch by itself. Safe for use by any thread. */
public final class BatchValidator {

  private final JobSpecValidator validator;

  public BatchValidator(JobSpecValidator validator) {
    this.validator = validator;
  }

  /**
   * Validates a batch.
   *
   * @param traceparent the span that submits the batch; null outside of a trace
   * @throws InvalidJobException if there is no valid job, or if a job is invalid and the request is
   *     not lenient; lists the errors as in {@code jobs[17].payload.delay}
   */
  public BatchSpec validate(BatchRequest request, @Nullable TraceParent traceparent) {
    List<JobSpec> specs = new ArrayList<>(request.items().size());
    SortedMap<Integer, FieldErrors> rejected = new TreeMap<>();
    Map<UUID, JobSpec> byKey = new HashMap<>();
    for (int i = 0; i < request.items().size(); i++) {
      BatchItem item = request.items().get(i);
      FieldErrors errors = item.errors();
      JobSpec spec =
          item.job() == null ? null : validator.validate(item.job(), traceparent, errors);
      if (spec == null || repeatsKey(spec, byKey, errors)) {
        rejected.put(i, errors);
      } else {
        specs.add(spec);
        if (spec.unique() != null) {
          byKey.putIfAbsent(spec.unique().keyId(), spec);
        }
      }
    }
    if (specs.isEmpty() || !(rejected.isEmpty() || request.lenient())) {
      throw new InvalidJobException(all(rejected));
    }
    return new BatchSpec(specs, rejected);
  }

  /**
   * Reports a job with the unique key of an earlier job of the batch because of which it would be
   * rejected. That job is not stored yet, so that a rejection could not name it.
   */
  private static boolean repeatsKey(JobSpec spec, Map<UUID, JobSpec> byKey, FieldErrors errors) {
    Uniqueness unique = spec.unique();
    JobSpec earlier = unique == null ? null : byKey.get(unique.keyId());
    if (unique == null || earlier == null) {
      return false;
    }
    boolean rejected =
        switch (unique.onConflict()) {
          case RETURN -> false;
          case REJECT -> true;
          case REPLACE -> !earlier.type().equals(spec.type());
        };
    if (rejected) {
      errors.add(new FieldError("unique", "an earlier job of the batch has the same key"));
    }
    return rejected;
  }

  private static FieldErrors all(SortedMap<Integer, FieldErrors> rejected) {
    FieldErrors all = new FieldErrors();
    if (rejected.isEmpty()) {
      all.add(new FieldError("jobs", "must have at least one job"));
    }
    rejected.forEach((index, errors) -> all.addAll(errors, JobSpecValidator.path(index)));
    return all;
  }
}
