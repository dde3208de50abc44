package io.jobwheel.api.submit;

import io.jobwheel.api.request.IdempotencyKeyHeader;
import io.jobwheel.api.security.CurrentSubmitter;
import io.jobwheel.dispatch.request.BatchRequest;
import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.dispatch.request.PendingJob;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.SubmittedBatch;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.dispatch.request.SubmittedJob;
import io.jobwheel.dispatch.request.Submitter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Submits jobs, groups and batches on behalf of the current submitter, under the idempotency key of
 * the request. The response to a repeated request has the header Idempotency-Replayed.
 *
 * <p>If the submitter has a backlog limit, every response, also an error, has the limit and the
 * free capacity in the headers RateLimit-Policy and RateLimit
 * (draft-ietf-httpapi-ratelimit-headers-10). The policy has no time window, because capacity is
 * freed when jobs start.
 */
public final class SubmissionAdapter {

  private final JobSubmitter jobs;
  private final RequestTrace trace;
  private final CurrentSubmitter submitters;

  public SubmissionAdapter(JobSubmitter jobs, RequestTrace trace, CurrentSubmitter submitters) {
    this.jobs = jobs;
    this.trace = trace;
    this.submitters = submitters;
  }

  public SubmittedJob submit(
      JobRequest request, HttpServletRequest http, HttpServletResponse response) {
    return begin(request, http, response).await(response);
  }

  /** Begins a submission, without waiting for the store. */
  public BegunSubmission begin(
      JobRequest request, HttpServletRequest http, HttpServletResponse response) {
    SubmissionContext context = context(http);
    PendingJob job;
    try {
      job = jobs.begin(request, context);
    } catch (RuntimeException e) {
      addBacklogHeaders(context.submitter(), response);
      throw e;
    }
    return new BegunSubmission(
        job, (wait, late) -> end(context, _ -> wait.get(), SubmittedJob::replayed, late));
  }

  public SubmittedGroup submit(
      GroupRequest request, HttpServletRequest http, HttpServletResponse response) {
    return submit(
        context -> jobs.submit(request, context), SubmittedGroup::replayed, http, response);
  }

  public SubmittedBatch submit(
      BatchRequest request, HttpServletRequest http, HttpServletResponse response) {
    return submit(
        context -> jobs.submit(request, context), SubmittedBatch::replayed, http, response);
  }

  private <T> T submit(
      Function<SubmissionContext, T> submission,
      Predicate<T> replayed,
      HttpServletRequest http,
      HttpServletResponse response) {
    return end(context(http), submission, replayed, response);
  }

  private SubmissionContext context(HttpServletRequest http) {
    return new SubmissionContext(
        submitters.current(), trace.of(http), IdempotencyKeyHeader.of(http));
  }

  private <T> T end(
      SubmissionContext context,
      Function<SubmissionContext, T> submission,
      Predicate<T> replayed,
      HttpServletResponse response) {
    try {
      T submitted = submission.apply(context);
      if (replayed.test(submitted)) {
        response.addHeader("Idempotency-Replayed", "true");
      }
      return submitted;
    } finally {
      addBacklogHeaders(context.submitter(), response);
    }
  }

  private void addBacklogHeaders(@Nullable Submitter submitter, HttpServletResponse response) {
    if (submitter == null || submitter.maxBacklog() == null) {
      return;
    }
    response.addHeader(
        "RateLimit-Policy", "\"backlog\";q=%d;qu=\"jobs\"".formatted(submitter.maxBacklog()));
    jobs.roomFor(submitter)
        .ifPresent(free -> response.addHeader("RateLimit", "\"backlog\";r=%d".formatted(free)));
  }
}
