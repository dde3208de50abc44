package io.jobwheel.api.pause;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.ItemList;
import io.jobwheel.api.security.CurrentSubmitter;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.dispatch.request.pause.JobPauser;
import io.jobwheel.dispatch.request.pause.PauseRequest;
import io.jobwheel.dispatch.request.pause.StoredPause;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Pauses job types and submitters on all nodes, and shows and ends their pauses. */
@RestController
@RequestMapping("/api/v1/pauses")
public final class PausesController {

  private static final String TARGET = "/{target}";

  private final JobPauser pauser;
  private final Pauses pauses;
  private final JobTypes types;
  private final CurrentSubmitter submitters;

  PausesController(JobPauser pauser, Pauses pauses, JobTypes types, CurrentSubmitter submitters) {
    this.pauser = pauser;
    this.pauses = pauses;
    this.types = types;
    this.submitters = submitters;
  }

  @GetMapping(produces = APPLICATION_JSON_VALUE)
  ItemList<PauseDocument> list() {
    return new ItemList<>(
        pauses.list().stream().map(pause -> PauseDocument.of(pause, types)).toList());
  }

  @GetMapping(path = TARGET, produces = APPLICATION_JSON_VALUE)
  PauseDocument find(@PathVariable String target) {
    PauseTarget read = PauseTargetReader.read(target);
    return pauses
        .find(read)
        .map(pause -> PauseDocument.of(pause, types))
        .orElseThrow(() -> notPaused(read));
  }

  @PutMapping(path = TARGET, consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
  ResponseEntity<PauseDocument> pause(
      @PathVariable String target, @RequestBody PauseRequest request) {
    Submitter submitter = submitters.current();
    StoredPause stored =
        pauser.pause(
            PauseTargetReader.read(target), request, submitter == null ? null : submitter.name());
    return ResponseEntity.status(stored.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(PauseDocument.of(stored.pause(), types));
  }

  @DeleteMapping(path = TARGET)
  ResponseEntity<Void> resume(@PathVariable String target) {
    PauseTarget read = PauseTargetReader.read(target);
    if (!pauser.resume(read)) {
      throw notPaused(read);
    }
    return ResponseEntity.noContent().build();
  }

  private static ResponseStatusException notPaused(PauseTarget target) {
    return new ResponseStatusException(HttpStatus.NOT_FOUND, "%s is not paused.".formatted(target));
  }
}
