package io.jobwheel.store.commit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses all writes while it is closed: a commit would succeed, and be lost all the same. Open at
 * first. Safe from any thread.
 */
public final class WriteGate {

  private static final Logger log = LoggerFactory.getLogger(WriteGate.class);

  private final InstantSource clock;
  // written by the watch, read by any thread
  private volatile OutageLog.@Nullable Outage outage;

  public WriteGate(InstantSource clock) {
    this.clock = clock;
  }

  /** Why writes are refused, and since when; empty while they pass. */
  public Optional<OutageLog.Outage> outage() {
    return Optional.ofNullable(outage);
  }

  /** Refuses writes from now on; logged when they passed before. */
  public synchronized void close(String reason) {
    OutageLog.Outage before = outage;
    if (before == null) {
      log.error("The store takes no more writes: {}", reason);
    }
    outage = new OutageLog.Outage(before == null ? clock.instant() : before.since(), reason);
  }

  /** Lets writes pass; logged when they were refused before. */
  public synchronized void open() {
    OutageLog.Outage before = outage;
    if (before != null) {
      outage = null;
      log.info(
          "The store takes writes again (refused for {})",
          Duration.between(before.since(), clock.instant()));
    }
  }
}
