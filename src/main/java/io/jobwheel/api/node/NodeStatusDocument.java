package io.jobwheel.api.node;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.Durations;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of what a node does.
 *
 * @param age time since the node published it; zero for the node that has answered the request
 * @param version version of the service; {@code null} if unknown
 * @param types number of job types that the node can run
 * @param modes modes that the node can run; empty while it stops
 * @param counts numbers since the start of the process
 */
@JsonPropertyOrder({"age", "version", "types", "modes", "lanes", "counts"})
record NodeStatusDocument(
    String age,
    @Nullable String version,
    int types,
    List<String> modes,
    List<LaneStatusDocument> lanes,
    CountsDocument counts) {

  /** Numbers of attempts and jobs. */
  @JsonPropertyOrder({"started", "succeeded", "failed", "cancelled", "retried", "crashed"})
  record CountsDocument(
      long started, long succeeded, long failed, long cancelled, long retried, long crashed) {

    static CountsDocument of(NodeCounts counts) {
      return new CountsDocument(
          counts.started(),
          counts.succeeded(),
          counts.failed(),
          counts.cancelled(),
          counts.retried(),
          counts.crashed());
    }
  }

  static NodeStatusDocument of(PublishedStatus published, Instant readAt) {
    NodeStatus status = published.status();
    return new NodeStatusDocument(
        // a database's clock may have been set back
        Durations.greatest(Duration.between(published.at(), readAt), Duration.ZERO).toString(),
        status.version(),
        status.types(),
        status.modes().stream().sorted().map(ExecutionMode::wireName).toList(),
        status.lanes().stream().map(lane -> LaneStatusDocument.of(lane, published.at())).toList(),
        CountsDocument.of(status.counts()));
  }
}
