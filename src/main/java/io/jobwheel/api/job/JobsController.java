package io.jobwheel.api.job;

import static io.jobwheel.api.request.ResponseBudgetFilter.SHARE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.api.submit.SubmissionAdapter;
import io.jobwheel.api.submit.SubmitResponse;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.dispatch.request.JobCanceller;
import io.jobwheel.dispatch.request.JobDeleter;
import io.jobwheel.dispatch.request.JobRedriver;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.RedriveRequest;
import io.jobwheel.dispatch.request.SubmittedJob;
import io.jobwheel.job.Job;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.async.DeferredResult;

/** Accepts, cancels, redrives and deletes jobs. */
@Controller
@RequestMapping(path = "/api/v1/jobs", produces = APPLICATION_JSON_VALUE)
public final class JobsController {

  private final SubmissionAdapter submissions;
  private final JobAwaiter awaiter;
  private final JobCanceller canceller;
  private final JobRedriver redriver;
  private final JobDeleter deleter;
  private final JobQueries queries;
  private final PreferredWait preferredWait;
  private final WaitReasons waitReasons;

  JobsController(
      SubmissionAdapter submissions,
      JobAwaiter awaiter,
      JobCanceller canceller,
      JobRedriver redriver,
      JobDeleter deleter,
      JobQueries queries,
      PreferredWait preferredWait,
      WaitReasons waitReasons) {
    this.submissions = submissions;
    this.awaiter = awaiter;
    this.canceller = canceller;
    this.redriver = redriver;
    this.deleter = deleter;
    this.queries = queries;
    this.preferredWait = preferredWait;
    this.waitReasons = waitReasons;
  }

  @PostMapping(consumes = APPLICATION_JSON_VALUE, headers = "!Prefer")
  SubmitResponse submit(
      @RequestBody JobRequest request, HttpServletRequest http, HttpServletResponse response) {
    return new SubmitResponse(submissions.begin(request, http, response), this::submitted);
  }

  private ResponseEntity<JobDocument> submitted(
      SubmittedJob submitted, ResponseBudget.Share share) {
    Job job = submitted.job();
    DuplicateOutcome duplicate = submitted.duplicate();
    JobView view =
        submitted.replayed() || duplicate != null ? withTexts(job, share) : JobView.whole(job);
    return AcceptedResponse.at(location(job), duplicate != null)
        .body(JobDocument.ofSubmitted(view, waitReasons, duplicate));
  }

  @PostMapping(consumes = APPLICATION_JSON_VALUE, headers = "Prefer")
  DeferredResult<DeferredResponse> submitAndWait(
      @RequestBody JobRequest request,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest http,
      HttpServletResponse response) {
    Optional<Duration> wait = preferredWait.of(headers.getOrEmpty("Prefer"));
    SubmittedJob submitted = submissions.submit(request, http, response);
    Job job = submitted.job().brief();
    DuplicateOutcome duplicate = submitted.duplicate();
    Duration limit = wait.orElse(Duration.ZERO);
    return DeferredResponses.defer(
        job,
        limit,
        () -> awaiter.awaitJob(job.id(), limit),
        (latest, share) ->
            AcceptedResponse.at(
                    location(latest), duplicate != null || latest.state().isFinal(), wait)
                .body(JobDocument.ofSubmitted(withTexts(latest, share), waitReasons, duplicate)));
  }

  @PostMapping("/{id}:cancel")
  ResponseEntity<JobDocument> cancel(
      @PathVariable String id, @RequestAttribute(SHARE) ResponseBudget.Share share) {
    Job job = canceller.cancel(JobIds.parse(id));
    return AcceptedResponse.at(location(job), false)
        .body(JobDocument.of(withTexts(job, share), waitReasons));
  }

  @PostMapping("/{id}:redrive")
  ResponseEntity<JobDocument> redrive(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable RedriveRequest request,
      @RequestAttribute(SHARE) ResponseBudget.Share share) {
    Job job =
        redriver.redrive(
            JobIds.parse(id), Objects.requireNonNullElse(request, RedriveRequest.NONE));
    return AcceptedResponse.at(location(job), false)
        .body(JobDocument.of(withTexts(job, share), waitReasons));
  }

  // a colon begins a verb, such as :cancel
  @DeleteMapping("/{id:[^:]*}")
  ResponseEntity<Void> delete(@PathVariable String id) {
    deleter.delete(JobIds.parse(id));
    return ResponseEntity.noContent().build();
  }

  /**
   * Returns the job with its texts, or without them if they cannot be read: the request has already
   * taken effect, so it must not fail.
   */
  private JobView withTexts(Job brief, ResponseBudget.Share share) {
    try {
      return queries
          .find(brief.id(), share)
          .filter(job -> job.state() == brief.state())
          .map(JobView::whole)
          .orElseGet(() -> JobView.brief(brief));
    } catch (StoreUnavailableException | ResponseBudgetExhaustedException e) {
      return JobView.brief(brief);
    }
  }

  private static String location(Job job) {
    return "/api/v1/jobs/" + job.id();
  }
}
