package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.BatchItem;
import io.jobwheel.dispatch.request.BatchRequest;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.TraceParent;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
    for (int i = 0; i < request.items().size(); i++) {
      BatchItem item = request.items().get(i);
      FieldErrors errors = item.errors();
      JobSpec spec =
          item.job() == null ? null : validator.validate(item.job(), traceparent, errors);
      if (spec == null) {
        rejected.put(i, errors);
      } else {
        specs.add(spec);
      }
    }
    if (specs.isEmpty() || !(rejected.isEmpty() || request.lenient())) {
      throw new InvalidJobException(all(rejected));
    }
    return new BatchSpec(specs, rejected);
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
