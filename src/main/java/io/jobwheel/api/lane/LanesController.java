package io.jobwheel.api.lane;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.AnsweringNode;
import io.jobwheel.api.problem.OtherNodeException;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.dispatch.Node;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneControl;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Serves, pauses, resumes and resizes the lanes of this node, with the number of queued jobs of
 * their modes. Changes are lost when the node stops.
 */
@RestController
@RequestMapping(path = "/api/v1/lanes", produces = APPLICATION_JSON_VALUE)
public final class LanesController {

  private final Lanes lanes;
  private final LaneControl control;
  private final JobQueries queries;
  private final CurrentNode current;

  LanesController(Lanes lanes, LaneControl control, JobQueries queries, CurrentNode current) {
    this.lanes = lanes;
    this.control = control;
    this.queries = queries;
    this.current = current;
  }

  @GetMapping
  LaneListDocument list() {
    Map<ExecutionMode, Long> queued = queued();
    return new LaneListDocument(
        AnsweringNode.of(current.node()),
        lanes.all().stream().map(lane -> document(lane, queued)).toList());
  }

  @PostMapping("/{mode}:pause")
  LaneDocument pause(
      @PathVariable String mode, @RequestBody(required = false) @Nullable LaneRequest request) {
    return change(mode, Objects.requireNonNullElse(request, LaneRequest.NONE), control::pause);
  }

  @PostMapping("/{mode}:resume")
  LaneDocument resume(
      @PathVariable String mode, @RequestBody(required = false) @Nullable LaneRequest request) {
    return change(mode, Objects.requireNonNullElse(request, LaneRequest.NONE), control::resume);
  }

  @PostMapping(path = "/{mode}:resize", consumes = APPLICATION_JSON_VALUE)
  LaneDocument resize(@PathVariable String mode, @RequestBody ResizeRequest request) {
    return change(
        mode,
        new LaneRequest(request.node()),
        known -> control.resize(known, slots(lanes.of(known), request.slots())));
  }

  private LaneDocument change(
      String mode, LaneRequest request, Function<ExecutionMode, Lane> change) {
    ExecutionMode known = modeOf(mode);
    UUID wanted = request.nodeId();
    Node here = current.node();
    if (wanted != null && !wanted.equals(here.id())) {
      throw new OtherNodeException(here, wanted);
    }
    Map<ExecutionMode, Long> queued = queued(); // before the change: it can fail
    return document(change.apply(known), queued);
  }

  private static int slots(Lane lane, @Nullable Integer slots) {
    if (slots == null) {
      throw invalidSlots("is required");
    }
    try {
      lane.size().ensureAllows(lane.mode(), slots);
    } catch (IllegalArgumentException e) {
      int max = lane.size().max();
      throw invalidSlots(
          max == 0
              ? "cannot be changed: " + e.getMessage()
              : "must be 1 to %d; to start no attempts, pause the lane".formatted(max));
    }
    return slots;
  }

  private static InvalidJobException invalidSlots(String message) {
    return new InvalidJobException(List.of(new FieldError("slots", message)));
  }

  private static ExecutionMode modeOf(String mode) {
    return Arrays.stream(ExecutionMode.values())
        .filter(known -> known.wireName().equals(mode))
        .findFirst()
        .orElseThrow(() ->
            new ResponseStatusException(
                HttpStatus.NOT_FOUND,
                "The lane does not exist. The lanes are %s.".formatted(ExecutionMode.wireNames())));
  }

  private static LaneDocument document(Lane lane, Map<ExecutionMode, Long> queued) {
    return LaneDocument.of(lane, queued.getOrDefault(lane.mode(), 0L));
  }

  /** Counts the queued jobs of all nodes. */
  private Map<ExecutionMode, Long> queued() {
    // not the shared count, which can be minutes old with a long backlog (docs/engine.md)
    Map<ExecutionMode, Long> queued = new EnumMap<>(ExecutionMode.class);
    for (ActiveCount active : queries.countActive()) {
      if (active.state() == JobState.QUEUED) {
        queued.put(active.mode(), active.count());
      }
    }
    return queued;
  }
}
