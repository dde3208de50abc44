package io.jobwheel.api.submit;

import io.jobwheel.dispatch.request.PendingJob;
import io.jobwheel.dispatch.request.SubmittedJob;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;

/** A valid job of a request on its way to the store. */
public final class BegunSubmission {

  /** Waits for the job, and adds its headers to a response, also on an error. */
  @FunctionalInterface
  interface End {
    SubmittedJob end(Supplier<SubmittedJob> wait, HttpServletResponse response);
  }

  private final PendingJob job;
  private final End end;

  BegunSubmission(PendingJob job, End end) {
    this.job = job;
    this.end = end;
  }

  PendingJob job() {
    return job;
  }

  /** Waits for the job as a submit does, and adds its headers to the response, also on an error. */
  public SubmittedJob await(HttpServletResponse response) {
    return end.end(job::await, response);
  }

  /** Does what {@link #await} does when the time limit of the submit is over. */
  SubmittedJob expire(HttpServletResponse response) {
    return end.end(job::expire, response);
  }
}
