package io.jobwheel.api.operation;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.job.AcceptedResponse;
import io.jobwheel.api.job.JobIds;
import io.jobwheel.api.list.ListParameters;
import io.jobwheel.api.list.PageDocument;
import io.jobwheel.api.list.PageResponse;
import io.jobwheel.api.request.IdempotencyKeyHeader;
import io.jobwheel.api.request.IfNoneMatch;
import io.jobwheel.api.request.VersionedDocuments;
import io.jobwheel.api.security.CurrentSubmitter;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.operation.BulkOperations;
import io.jobwheel.dispatch.request.operation.CreatedOperation;
import io.jobwheel.dispatch.request.operation.OperationRequest;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.Operations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Creates, shows and controls bulk operations. */
@RestController
@RequestMapping(path = OperationsController.PATH, produces = APPLICATION_JSON_VALUE)
public final class OperationsController {

  static final String PATH = "/api/v1/operations";

  private static final String STATE = "state";

  private final BulkOperations bulk;
  private final Operations operations;
  private final VersionedDocuments documents;
  private final CurrentSubmitter submitters;

  OperationsController(
      BulkOperations bulk,
      Operations operations,
      VersionedDocuments documents,
      CurrentSubmitter submitters) {
    this.bulk = bulk;
    this.operations = operations;
    this.documents = documents;
    this.submitters = submitters;
  }

  @PostMapping(consumes = APPLICATION_JSON_VALUE)
  ResponseEntity<Object> create(
      @RequestBody OperationRequest request,
      HttpServletRequest http,
      HttpServletResponse response) {
    CreatedOperation created =
        bulk.create(
            request,
            new SubmissionContext(submitters.current(), null, IdempotencyKeyHeader.of(http)));
    Operation operation = created.operation();
    if (created.replayed()) {
      response.addHeader("Idempotency-Replayed", "true");
    } else if (Boolean.TRUE.equals(request.dryRun())) {
      return ResponseEntity.ok(DryRunDocument.of(operation));
    }
    return AcceptedResponse.at(PATH + "/" + operation.id(), false)
        .body(OperationDocument.of(operation));
  }

  @GetMapping
  ResponseEntity<PageDocument<OperationDocument>> list(
      @RequestParam MultiValueMap<String, String> query) {
    ListParameters parameters = new ListParameters(query, List.of(STATE));
    Set<OperationState> states = parameters.several(STATE, OperationsController::state);
    return PageResponse.of(
        operations.list(parameters.page(states)), OperationDocument::of, PATH, query);
  }

  // a colon begins a verb, such as :pause
  @GetMapping("/{id:[^:]*}")
  ResponseEntity<OperationDocument> find(@PathVariable String id, HttpServletRequest request) {
    UUID uuid = JobIds.parse(id);
    IfNoneMatch condition = IfNoneMatch.of(request);
    Operation operation =
        operations.find(uuid).orElseThrow(() -> new JobNotFoundException("operation", uuid));
    return documents.respond(
        OperationDocument.of(operation), operation.state().isFinal(), condition);
  }

  @PostMapping("/{id}:pause")
  OperationDocument pause(@PathVariable String id) {
    return change(id, OperationState.PAUSED);
  }

  @PostMapping("/{id}:resume")
  OperationDocument resume(@PathVariable String id) {
    return change(id, OperationState.RUNNING);
  }

  @PostMapping("/{id}:cancel")
  OperationDocument cancel(@PathVariable String id) {
    return change(id, OperationState.CANCELLED);
  }

  private OperationDocument change(String id, OperationState state) {
    return OperationDocument.of(bulk.change(JobIds.parse(id), state));
  }

  private static OperationState state(String name) {
    return Arrays.stream(OperationState.values())
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "must be one or more of " + Arrays.toString(OperationState.values())));
  }
}
