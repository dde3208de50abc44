package io.jobwheel.store.commit;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether the store could be written last, and since when it could not. */
public final class OutageLog {

  private static final Logger log = LoggerFactory.getLogger(OutageLog.class);

  /**
   * A store that could not be written.
   *
   * @param since the first failure after the last success
   * @param message what the latest failure said
   */
  public record Outage(Instant since, String message) {}

  private final InstantSource clock;
  // written by the writer, read by any thread
  private volatile @Nullable Outage current;

  public OutageLog(InstantSource clock) {
    this.clock = clock;
  }

  public Optional<Outage> current() {
    return Optional.ofNullable(current);
  }

  public void failed(StoreUnavailableException failure) {
    Outage before = current;
    String message = String.valueOf(failure.getMessage());
    if (before == null) {
      log.error("{}", message, failure);
    }
    current = new Outage(before == null ? clock.instant() : before.since(), message);
  }

  public void over() {
    Outage before = current;
    if (before != null) {
      current = null;
      log.info(
          "The store can be written again (outage={})",
          Duration.between(before.since(), clock.instant()));
    }
  }
}
