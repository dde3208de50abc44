package io.jobwheel.api.job;

import static io.jobwheel.api.request.ResponseBudgetFilter.SHARE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.list.PageDocument;
import io.jobwheel.api.list.PageResponse;
import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.ApiProperties;
import io.jobwheel.api.request.IfNoneMatch;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.api.request.VersionedDocuments;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.query.JobLists;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.TextSelection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Serves jobs, lists of jobs, and the output of jobs. */
@RestController
@RequestMapping(JobQueriesController.PATH)
public final class JobQueriesController {

  static final String PATH = "/api/v1/jobs";

  // a colon begins a verb, such as :cancel
  private static final String ID = "/{id:[^:]*}";

  private final JobQueries queries;
  private final JobLists lists;
  private final JobOutputs outputs;
  private final ProgressReports reports;
  private final WaitReasons waitReasons;
  private final VersionedDocuments documents;
  private final long pageBytes;

  JobQueriesController(
      JobQueries queries,
      @Qualifier(JobLists.SHOWN) JobLists lists,
      JobOutputs outputs,
      ProgressReports reports,
      WaitReasons waitReasons,
      VersionedDocuments documents,
      ApiProperties properties) {
    this.queries = queries;
    this.lists = lists;
    this.outputs = outputs;
    this.reports = reports;
    this.waitReasons = waitReasons;
    this.documents = documents;
    this.pageBytes = properties.pageBudget().toBytes();
  }

  @GetMapping(path = ID, produces = APPLICATION_JSON_VALUE)
  ResponseEntity<JobDocument> find(
      @PathVariable String id,
      HttpServletRequest request,
      @RequestAttribute(SHARE) ResponseBudget.Share share) {
    UUID uuid = JobIds.parse(id);
    IfNoneMatch condition = IfNoneMatch.of(request);
    Job job = queries.find(uuid, share).orElseThrow(() -> new JobNotFoundException("job", uuid));
    JobDocument document =
        JobDocument.of(
            JobView.whole(job),
            waitReasons,
            reports.progressOf(job.id(), job.attempt()).orElse(null));
    return documents.respond(document, job.state().isFinal(), condition);
  }

  @GetMapping(produces = APPLICATION_JSON_VALUE)
  ResponseEntity<PageDocument<JobDocument>> list(
      @RequestParam MultiValueMap<String, String> query,
      @RequestAttribute(SHARE) ResponseBudget.Share share) {
    JobListQuery parsed = JobListQuery.parse(query);
    Page<JobView> page =
        lists.list(parsed.page(), new TextSelection(parsed.include(), pageBytes), share);
    return PageResponse.of(page, job -> JobDocument.of(job, waitReasons), PATH, query);
  }

  @GetMapping(path = ID + "/output", produces = OutputWriter.MEDIA_TYPE)
  void output(
      @PathVariable String id,
      @RequestParam @Nullable String attempt,
      HttpServletResponse response,
      @RequestAttribute(SHARE) ResponseBudget.Share share)
      throws IOException {
    Integer requested = attempt == null ? null : attempt(attempt);
    Job job = job(id);
    if (requested != null && requested > job.attempt()) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND,
          "Job %s has no attempt %d; its latest is %d."
              .formatted(job.id(), requested, job.attempt()));
    }
    int shown = requested == null ? job.attempt() : requested;
    OutputWriter.write(
        response, share, writer -> outputs.ofAttempt(job.id(), shown, share, writer::add));
  }

  private Job job(String id) {
    UUID uuid = JobIds.parse(id);
    return queries.findBrief(uuid).orElseThrow(() -> new JobNotFoundException("job", uuid));
  }

  private static int attempt(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new BadParameterException("attempt", "must be a whole number, 1 or more");
    }
    return Integer.parseInt(text);
  }
}
