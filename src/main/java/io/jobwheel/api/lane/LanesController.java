package io.jobwheel.api.lane;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.ItemList;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the lanes of this node, with the number of queued jobs of their modes. */
@RestController
public final class LanesController {

  private final Lanes lanes;
  private final JobQueries queries;

  LanesController(Lanes lanes, JobQueries queries) {
    this.lanes = lanes;
    this.queries = queries;
  }

  @GetMapping(path = "/api/v1/lanes", produces = APPLICATION_JSON_VALUE)
  ItemList<LaneDocument> list() {
    // not the shared count, which can be minutes old with a long backlog (docs/engine.md)
    Map<ExecutionMode, Long> queued = new EnumMap<>(ExecutionMode.class);
    for (ActiveCount active : queries.countActive()) {
      if (active.state() == JobState.QUEUED) {
        queued.put(active.mode(), active.count());
      }
    }
    return new ItemList<>(
        lanes.statuses().stream()
            .map(lane -> LaneDocument.of(lane, queued.getOrDefault(lane.mode(), 0L)))
            .toList());
  }
}
