package io.jobwheel.store.pause;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pauses of all nodes. The clock of the database decides when a pause ends. Thread-safe.
 */
public interface Pauses {

  /**
   * Maximum number of pauses in force. Nodes that pause targets at the same moment can exceed it
   * slightly.
   */
  int MAX = 1000;

  /**
   * A pause to be stored.
   *
   * @param reason why; null if not given
   * @param pausedBy the submitter of the request; null if authentication is disabled
   * @param until when the pause ends by itself; null for never
   */
  record NewPause(
      PauseTarget target,
      @Nullable String reason,
      @Nullable String pausedBy,
      @Nullable Instant until) {}

  /** What became of a pause to be stored. */
  enum PauseDecision {
    /** The target was not paused; now it is. */
    CREATED,
    /** The target was paused already; reason, submitter and end are those of the new pause. */
    REPLACED,
    /** Nothing was stored, because the end of the pause has passed. */
    ALREADY_ENDED,
    /** Nothing was stored, because {@link #MAX} other targets are paused. */
    TOO_MANY
  }

  /**
   * The answer to a pause to be stored.
   *
   * @param pause the stored pause; null if nothing was stored
   */
  record PauseResult(PauseDecision decision, @Nullable Pause pause) {}

  /** Pauses a target, or replaces its pause, which keeps its beginning. */
  CompletableFuture<PauseResult> put(NewPause pause);

  /** Ends a pause, and returns whether there was one. */
  CompletableFuture<Boolean> delete(PauseTarget target);

  /**
   * Returns all pauses in force, ordered by kind and name.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  List<Pause> list();

  /**
   * Returns the pause of a target; empty if none is in force.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  Optional<Pause> find(PauseTarget target);
}
