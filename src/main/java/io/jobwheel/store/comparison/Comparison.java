package io.jobwheel.store.comparison;

import io.jobwheel.job.ExecutionMode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of modes as it is stored.
 *
 * @param id a UUIDv7: ids sort by the time of creation
 * @param node the incarnation of the node that carries it out
 * @param createdBy the submitter of its jobs; null if authentication was disabled
 * @param finishedAt when it ended; null before
 * @param progress how far it has come
 * @param result how it ended; null before
 */
public record Comparison(
    UUID id,
    UUID node,
    ComparisonSpec spec,
    ComparisonState state,
    @Nullable String createdBy,
    Instant createdAt,
    @Nullable Instant finishedAt,
    ComparisonProgress progress,
    @Nullable ComparisonResult result) {

  /**
   * How far a comparison has come.
   *
   * @param done the number of rounds that have ended
   * @param group the group of the round at {@code done}, which may not be submitted yet; null
   *     before the first
   */
  public record ComparisonProgress(int done, @Nullable UUID group) {

    /** Before the first round. */
    public static final ComparisonProgress NONE = new ComparisonProgress(0, null);
  }

  /**
   * How a comparison ended.
   *
   * @param winner the fastest mode; null if there is none
   * @param errorCode why it failed or was interrupted; null otherwise
   * @param errorMessage the same, for people; null otherwise
   * @param report the measurements and the verdict as JSON; null if there is none, or if it was not
   *     read
   */
  public record ComparisonResult(
      @Nullable ExecutionMode winner,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      @Nullable String report) {

    /** Nothing to say. */
    public static final ComparisonResult NONE = new ComparisonResult(null, null, null, null);

    /** Returns the result of a comparison that failed or was interrupted. */
    public static ComparisonResult error(String code, String message) {
      return new ComparisonResult(null, code, message, null);
    }
  }

  /** Returns a new comparison. */
  public static Comparison begin(
      UUID id, UUID node, ComparisonSpec spec, @Nullable String createdBy, Instant now) {
    return new Comparison(
        id,
        node,
        spec,
        ComparisonState.RUNNING,
        createdBy,
        now,
        null,
        ComparisonProgress.NONE,
        null);
  }

  /** Returns the number of rounds that have ended. */
  public int done() {
    return progress.done();
  }

  /** Returns the group that may have unfinished jobs; null before the first. */
  public @Nullable UUID group() {
    return progress.group();
  }
}
