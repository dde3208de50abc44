package io.jobwheel.store.jdbc.row;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.LaneTrouble;
import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import io.jobwheel.store.sql.Micros;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Converts the status of a node to and from JSON, which nodes of other versions also read. */
public final class NodeStatusJson {

  private static final Logger log = LoggerFactory.getLogger(NodeStatusJson.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The JSON: {@code at} is the time of writing in microseconds, as are all other times. */
  private record StoredStatus(
      long at,
      @Nullable String version,
      int types,
      Set<String> modes,
      List<StoredLane> lanes,
      NodeCounts counts) {}

  /**
   * A lane.
   *
   * @param age time since the newest sample
   * @param percent the samples, one byte each, in Base64; 255 without a reading
   */
  private record StoredLane(
      String mode,
      int slots,
      int used,
      @Nullable Long pausedSince,
      @Nullable StoredTrouble problem,
      long age,
      String percent) {

    static StoredLane of(LaneReport lane) {
      Instant paused = lane.pausedSince();
      LaneTrouble problem = lane.problem();
      return new StoredLane(
          lane.mode().wireName(),
          lane.slots(),
          lane.used(),
          paused == null ? null : Micros.of(paused),
          problem == null ? null : StoredTrouble.of(problem),
          Micros.of(lane.utilization().age()),
          pack(lane.utilization().percent()));
    }

    /** Returns the lane, or {@code null} if its mode is not known to this version. */
    @Nullable LaneReport report() {
      return ExecutionMode.named(mode)
          .map(known ->
              new LaneReport(
                  known,
                  slots,
                  used,
                  pausedSince == null ? null : Micros.toInstant(pausedSince),
                  problem == null ? null : problem.trouble(),
                  new LaneUtilization(Micros.toDuration(age), unpack(percent))))
          .orElse(null);
    }
  }

  private record StoredTrouble(String code, String detail, long since) {

    static StoredTrouble of(LaneTrouble trouble) {
      return new StoredTrouble(trouble.code(), trouble.detail(), Micros.of(trouble.since()));
    }

    LaneTrouble trouble() {
      return new LaneTrouble(code, detail, Micros.toInstant(since));
    }
  }

  private NodeStatusJson() {}

  /** Returns the text of a status that is written at that time, in microseconds. */
  public static String write(NodeStatus status, long at) {
    return JSON.writeValueAsString(
        new StoredStatus(
            at,
            status.version(),
            status.types(),
            status.modes().stream()
                .map(ExecutionMode::wireName)
                .collect(Collectors.toCollection(TreeSet::new)),
            status.lanes().stream().map(StoredLane::of).toList(),
            status.counts()));
  }

  /** Returns the status, or {@code null} if the text of another version is not understood. */
  public static @Nullable PublishedStatus read(String text) {
    try {
      StoredStatus stored = JSON.readValue(text, StoredStatus.class);
      Set<ExecutionMode> modes = EnumSet.noneOf(ExecutionMode.class);
      stored.modes().forEach(mode -> ExecutionMode.named(mode).ifPresent(modes::add));
      NodeStatus status =
          new NodeStatus(
              stored.version(),
              stored.types(),
              modes,
              stored.lanes().stream().map(StoredLane::report).filter(Objects::nonNull).toList(),
              Objects.requireNonNull(stored.counts()));
      return new PublishedStatus(Micros.toInstant(stored.at()), status);
    } catch (RuntimeException e) { // invalid JSON, a missing field or an impossible value
      log.debug("The status of a node cannot be decoded: {}", e.toString());
      return null;
    }
  }

  private static String pack(List<Integer> percent) {
    byte[] bytes = new byte[percent.size()];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = percent.get(i).byteValue());
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static List<Integer> unpack(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    return IntStream.range(0, bytes.length).mapToObj(i -> (int) bytes[i]).toList();
  }
}
