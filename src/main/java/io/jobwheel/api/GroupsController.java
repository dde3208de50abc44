package io.jobwheel.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.dispatch.JobAwaiter;
import io.jobwheel.dispatch.JobNotFoundException;
import io.jobwheel.dispatch.SubmittedGroup;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobQueries;
import io.jobwheel.store.StoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.async.DeferredResult;

/** Jobs that are submitted and awaited together. */
@Controller
@RequestMapping("/api/v1/groups")
final class GroupsController {

  private final Submits submits;
  private final JobAwaiter awaiter;
  private final JobQueries queries;
  private final JobOutputs outputs;
  private final PreferredWait preferredWait;

  GroupsController(
      Submits submits,
      JobAwaiter awaiter,
      JobQueries queries,
      JobOutputs outputs,
      PreferredWait preferredWait) {
    this.submits = submits;
    this.awaiter = awaiter;
    this.queries = queries;
    this.outputs = outputs;
    this.preferredWait = preferredWait;
  }

  @PostMapping(
      consumes = APPLICATION_JSON_VALUE,
      produces = APPLICATION_JSON_VALUE,
      headers = "!Prefer")
  ResponseEntity<GroupDocument> submit(
      @RequestBody GroupRequest request, HttpServletRequest http, HttpServletResponse answer) {
    SubmittedGroup submitted = submits.submit(request, http, answer);
    return answer(submitted, Optional.empty());
  }

  @PostMapping(
      consumes = APPLICATION_JSON_VALUE,
      produces = APPLICATION_JSON_VALUE,
      headers = "Prefer")
  DeferredResult<LateAnswer> submitAndWait(
      @RequestBody GroupRequest request,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest http,
      HttpServletResponse answer) {
    Optional<Duration> wait = preferredWait.of(headers.getOrEmpty("Prefer"));
    SubmittedGroup submitted = submits.submit(request, http, answer);
    Duration limit = wait.orElse(Duration.ZERO);
    return Waits.answer(
        submitted.group(),
        limit,
        () -> awaiter.awaitGroup(submitted.group().id(), limit),
        now -> answer(withJobs(now, submitted), wait));
  }

  @GetMapping(path = "/{id}", produces = APPLICATION_JSON_VALUE)
  ResponseEntity<GroupDocument> find(@PathVariable String id) {
    JobGroup group = group(id);
    return ResponseEntity.ok(GroupDocument.of(group, queries.jobsOfGroup(group.id())));
  }

  @GetMapping(path = "/{id}/output", produces = Transcript.MEDIA_TYPE)
  ResponseEntity<String> output(@PathVariable String id) {
    JobGroup group = group(id);
    return ResponseEntity.ok(Transcript.of(group, outputs.ofGroup(group.id())));
  }

  private JobGroup group(String id) {
    UUID uuid = Ids.parse(id);
    return queries.findGroup(uuid).orElseThrow(() -> new JobNotFoundException("group", uuid));
  }

  /** The group as it is now; as it was submitted when that cannot be read: it is accepted. */
  private SubmittedGroup withJobs(JobGroup now, SubmittedGroup submitted) {
    try {
      return new SubmittedGroup(now, queries.jobsOfGroup(now.id()));
    } catch (StoreUnavailableException e) {
      return submitted;
    }
  }

  private static ResponseEntity<GroupDocument> answer(
      SubmittedGroup submitted, Optional<Duration> wait) {
    JobGroup group = submitted.group();
    return Accepted.at("/api/v1/groups/" + group.id(), group.state().isFinal(), wait)
        .body(GroupDocument.of(group, submitted.jobs()));
  }
}
