package io.jobwheel.store.query;

import io.jobwheel.job.ExecutionMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node does, as it publishes it with each renewal of its lease. Its texts are cut and its
 * lists are limited, so that it never takes more than 4096 bytes in the store.
 *
 * @param version version of the service, cut to {@value #MAX_VERSION} bytes; {@code null} if
 *     unknown
 * @param types number of job types that the node can run
 * @param modes modes that the node can run; empty while it stops
 * @param lanes at most one for each mode
 * @param counts events since the start of the process
 */
public record NodeStatus(
    @Nullable String version,
    int types,
    Set<ExecutionMode> modes,
    List<LaneReport> lanes,
    NodeCounts counts) {

  static final int MAX_VERSION = 64;

  /** Copies the collections. */
  public NodeStatus {
    version = version == null ? null : BoundedText.cut(version, MAX_VERSION);
    modes = Set.copyOf(modes);
    lanes = List.copyOf(lanes);
    if (lanes.size() > ExecutionMode.values().length) {
      throw new IllegalArgumentException("More lanes than modes: " + lanes.size());
    }
  }

  /**
   * A lane at one moment.
   *
   * @param used number of running attempts; temporarily more than {@code slots} after a resize
   * @param pausedSince when an operator paused the lane, by the node's clock; {@code null} if it is
   *     not paused
   * @param problem {@code null} if there is none
   */
  public record LaneReport(
      ExecutionMode mode,
      int slots,
      int used,
      @Nullable Instant pausedSince,
      @Nullable LaneTrouble problem,
      LaneUtilization utilization) {}

  /**
   * Why a lane does not do its work.
   *
   * @param code such as {@code LOOP_STALLED}, cut to {@value #MAX_CODE} bytes; nodes of other
   *     versions may have other codes
   * @param detail a sentence, cut to {@value #MAX_DETAIL} bytes
   * @param since since when, by the node's clock
   */
  public record LaneTrouble(String code, String detail, Instant since) {

    static final int MAX_CODE = 32;
    static final int MAX_DETAIL = 160;

    public LaneTrouble {
      code = BoundedText.cut(code, MAX_CODE);
      detail = BoundedText.cut(detail, MAX_DETAIL);
    }
  }

  /**
   * The utilization of a lane, in samples of {@link #INTERVAL} without a gap between them.
   *
   * @param age time since the end of the newest sample; zero without samples
   * @param percent used share of the slots in percent, the oldest sample first; {@link #NONE} for a
   *     sample without a reading; at most {@link #MAX_SAMPLES}
   */
  public record LaneUtilization(Duration age, List<Integer> percent) {

    /** The time that one sample covers. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Maximum number of samples: 15 minutes. */
    public static final int MAX_SAMPLES = 90;

    /** The value of a sample without a reading, because the node was suspended or overloaded. */
    public static final int NONE = -1;

    public static final LaneUtilization EMPTY = new LaneUtilization(Duration.ZERO, List.of());

    /** Copies the list. */
    public LaneUtilization {
      percent = List.copyOf(percent);
      if (percent.size() > MAX_SAMPLES) {
        throw new IllegalArgumentException("Too many samples: " + percent.size());
      }
      if (percent.stream().anyMatch(each -> each < NONE || each > 100)) {
        throw new IllegalArgumentException("A sample is not a percentage: " + percent);
      }
    }
  }

  /**
   * Numbers of events that this node has committed since its process started.
   *
   * @param started attempts that the node took
   * @param succeeded jobs that succeeded
   * @param failed jobs that failed
   * @param cancelled jobs that were cancelled
   * @param retried attempts that failed and are retried
   * @param crashed attempts whose process or node was lost; those of a lost node are counted by the
   *     node that rescued them
   */
  public record NodeCounts(
      long started, long succeeded, long failed, long cancelled, long retried, long crashed) {}
}
