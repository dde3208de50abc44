package io.jobwheel.dispatch;

import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The waiting lines of all lanes. */
final class LaneQueues {

  private final Map<ExecutionMode, LaneQueue> byMode = new EnumMap<>(ExecutionMode.class);

  LaneQueues(Lanes lanes) {
    lanes.all().forEach(lane -> byMode.put(lane.mode(), new LaneQueue(lane)));
  }

  LaneQueue of(ExecutionMode mode) {
    return Objects.requireNonNull(byMode.get(mode));
  }

  Collection<LaneQueue> all() {
    return Collections.unmodifiableCollection(byMode.values());
  }

  /** The registry is to be asked for each of them. */
  void anyMayHaveMore() {
    byMode.values().forEach(LaneQueue::arrived);
  }
}
