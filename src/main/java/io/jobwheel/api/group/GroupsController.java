package io.jobwheel.api.group;

import static io.jobwheel.api.request.ResponseBudgetFilter.SHARE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.job.AcceptedResponse;
import io.jobwheel.api.job.DeferredResponse;
import io.jobwheel.api.job.DeferredResponses;
import io.jobwheel.api.job.Include;
import io.jobwheel.api.job.JobIds;
import io.jobwheel.api.job.OutputWriter;
import io.jobwheel.api.job.PreferredWait;
import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import io.jobwheel.api.request.ApiProperties;
import io.jobwheel.api.request.IfNoneMatch;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.api.request.VersionedDocuments;
import io.jobwheel.api.submit.SubmissionAdapter;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.context.request.async.DeferredResult;

/** Accepts groups of jobs, and serves them and their output. */
@Controller
@RequestMapping("/api/v1/groups")
public final class GroupsController {

  private final SubmissionAdapter submissions;
  private final JobAwaiter awaiter;
  private final JobQueries queries;
  private final JobOutputs outputs;
  private final PreferredWait preferredWait;
  private final WaitReasons waitReasons;
  private final VersionedDocuments documents;
  private final TextSelection allTexts;

  GroupsController(
      SubmissionAdapter submissions,
      JobAwaiter awaiter,
      JobQueries queries,
      JobOutputs outputs,
      PreferredWait preferredWait,
      WaitReasons waitReasons,
      VersionedDocuments documents,
      ApiProperties properties) {
    this.submissions = submissions;
    this.awaiter = awaiter;
    this.queries = queries;
    this.outputs = outputs;
    this.preferredWait = preferredWait;
    this.waitReasons = waitReasons;
    this.documents = documents;
    this.allTexts = new TextSelection(Set.of(JobText.values()), properties.pageBudget().toBytes());
  }

  @PostMapping(
      consumes = APPLICATION_JSON_VALUE,
      produces = APPLICATION_JSON_VALUE,
      headers = "!Prefer")
  ResponseEntity<GroupDocument> submit(
      @RequestBody GroupRequest request,
      HttpServletRequest http,
      HttpServletResponse response,
      @RequestAttribute(SHARE) ResponseBudget.Share share) {
    SubmittedGroup submitted = submissions.submit(request, http, response);
    JobGroup group = submitted.group();
    List<JobView> jobs =
        submitted.replayed()
            ? jobsOf(group, share)
            : submitted.jobs().stream().map(JobView::whole).toList();
    return AcceptedResponse.at(location(group), false)
        .body(GroupDocument.of(group, jobs, waitReasons));
  }

  @PostMapping(
      consumes = APPLICATION_JSON_VALUE,
      produces = APPLICATION_JSON_VALUE,
      headers = "Prefer")
  DeferredResult<DeferredResponse> submitAndWait(
      @RequestBody GroupRequest request,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest http,
      HttpServletResponse response) {
    Optional<Duration> wait = preferredWait.of(headers.getOrEmpty("Prefer"));
    SubmittedGroup submitted = submissions.submit(request, http, response);
    JobGroup group = submitted.group();
    // without the payloads, since they are kept during the wait
    List<JobView> jobs = submitted.jobs().stream().map(JobView::brief).toList();
    Duration limit = wait.orElse(Duration.ZERO);
    return DeferredResponses.defer(
        group,
        limit,
        () -> awaiter.awaitGroup(group.id(), limit),
        (latest, share) -> {
          try {
            return respond(latest, jobsOf(latest, share), wait);
          } catch (StoreUnavailableException e) {
            return respond(group, jobs, wait); // as submitted: it is accepted
          }
        });
  }

  @GetMapping(path = "/{id}", produces = APPLICATION_JSON_VALUE)
  ResponseEntity<GroupDocument> find(
      @PathVariable String id,
      @RequestParam(name = Include.NAME, required = false) @Nullable String include,
      HttpServletRequest request,
      @RequestAttribute(SHARE) ResponseBudget.Share share) {
    TextSelection texts = texts(include);
    IfNoneMatch condition = IfNoneMatch.of(request);
    JobGroup group = group(id);
    List<JobView> jobs = queries.jobsOfGroup(group.id(), texts, share);
    GroupDocument document = GroupDocument.of(group, jobs, waitReasons);
    return documents.respond(document, group.state().isFinal(), condition);
  }

  @GetMapping(path = "/{id}/output", produces = OutputWriter.MEDIA_TYPE)
  void output(
      @PathVariable String id,
      HttpServletResponse response,
      @RequestAttribute(SHARE) ResponseBudget.Share share)
      throws IOException {
    JobGroup group = group(id);
    OutputWriter.write(
        group, response, share, writer -> outputs.ofGroup(group.id(), share, writer::add));
  }

  /** Returns the texts that the parameter names; all of them by default. */
  private TextSelection texts(@Nullable String include) {
    try {
      Set<JobText> texts = Include.parse(include == null ? List.of() : List.of(include));
      return texts.isEmpty() ? allTexts : new TextSelection(texts, allTexts.maxBytes());
    } catch (IllegalArgumentException e) {
      throw new BadParameterException(Include.NAME, String.valueOf(e.getMessage()));
    }
  }

  private JobGroup group(String id) {
    UUID uuid = JobIds.parse(id);
    return queries.findGroup(uuid).orElseThrow(() -> new JobNotFoundException("group", uuid));
  }

  /** Returns the jobs of a group, without their texts if these exceed the memory budget. */
  private List<JobView> jobsOf(JobGroup group, ResponseBudget.Share share) {
    try {
      return queries.jobsOfGroup(group.id(), allTexts, share);
    } catch (ResponseBudgetExhaustedException e) {
      share.written(); // nothing is written yet: releases all of the share
      return queries.jobsOfGroup(group.id(), TextSelection.NONE, ReadMeter.NONE);
    }
  }

  private ResponseEntity<GroupDocument> respond(
      JobGroup group, List<JobView> jobs, Optional<Duration> wait) {
    return AcceptedResponse.at(location(group), group.state().isFinal(), wait)
        .body(GroupDocument.of(group, jobs, waitReasons));
  }

  private static String location(JobGroup group) {
    return "/api/v1/groups/" + group.id();
  }
}
