package io.jobwheel.store.commit;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tracks whether the last write failed because of the store, and since when. */
public final class OutageLog {

  private static final Logger log = LoggerFactory.getLogger(OutageLog.class);

  /**
   * An outage of writes.
   *
   * @param since the first failure after the last success
   * @param message the message of the latest failure
   */
  public record Outage(Instant since, String message) {}

  private final InstantSource clock;
  // written by the writer, read by any thread
  private volatile @Nullable Outage current;

  public OutageLog(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the current outage; empty if the last write succeeded. */
  public Optional<Outage> current() {
    return Optional.ofNullable(current);
  }

  /** Starts or continues an outage. Logs its start. */
  public void failed(StoreUnavailableException failure) {
    Outage before = current;
    String message = String.valueOf(failure.getMessage());
    if (before == null) {
      log.error("{}", message, failure);
    }
    current = new Outage(before == null ? clock.instant() : before.since(), message);
  }

  /** Ends the outage, if there is one, and logs its duration. */
  public void recovered() {
    Outage before = current;
    if (before != null) {
      current = null;
      log.info(
          "The store can be written again (outage={})",
          Duration.between(before.since(), clock.instant()));
    }
  }
}
