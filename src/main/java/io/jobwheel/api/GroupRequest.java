package io.jobwheel.api;

import io.jobwheel.dispatch.RequestedGroup;
import io.jobwheel.dispatch.RequestedJob;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.ReturnWhen;
import io.jobwheel.job.TraceParent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a group's submit.
 *
 * @param returnWhen {@code ALL_COMPLETED} when it is not given
 */
record GroupRequest(
    @Nullable String mode, @Nullable String returnWhen, @Nullable List<@Nullable JobRequest> jobs) {

  /**
   * The same in the words of dispatch.
   *
   * @param traceparent where in a trace all its jobs are submitted; null when nobody said so
   * @throws InvalidJobException that names every field which is wrong
   */
  RequestedGroup toRequested(@Nullable TraceParent traceparent) {
    FieldErrors errors = new FieldErrors();
    RequestedGroup requested =
        new RequestedGroup(mode, returnWhen(errors), jobs(traceparent, errors));
    if (!errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    return requested;
  }

  private ReturnWhen returnWhen(FieldErrors errors) {
    if (returnWhen == null) {
      return ReturnWhen.ALL_COMPLETED;
    }
    try {
      return ReturnWhen.valueOf(returnWhen);
    } catch (IllegalArgumentException e) {
      errors.add(
          new FieldError("returnWhen", "must be one of " + Arrays.toString(ReturnWhen.values())));
      return ReturnWhen.ALL_COMPLETED;
    }
  }

  private List<RequestedJob> jobs(@Nullable TraceParent traceparent, FieldErrors errors) {
    List<RequestedJob> requested = new ArrayList<>();
    for (JobRequest job : jobs == null ? List.<@Nullable JobRequest>of() : jobs) {
      String name = "jobs[" + requested.size() + "]";
      if (job == null) {
        errors.add(new FieldError(name, "must be an object, not null"));
        job = JobRequest.EMPTY;
      }
      requested.add(job.toRequested(traceparent, error -> errors.add(error.under(name))));
    }
    return requested;
  }
}
