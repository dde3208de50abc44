package io.jobwheel.store.commit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejects all writes while closed, when a commit would succeed but be lost. Initially open.
 * Thread-safe.
 */
public final class WriteGate {

  private static final Logger log = LoggerFactory.getLogger(WriteGate.class);

  private final InstantSource clock;
  // written by the watch, read by any thread
  private volatile OutageLog.@Nullable Outage outage;

  public WriteGate(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the reason and the start of the closure; empty while open. */
  public Optional<OutageLog.Outage> outage() {
    return Optional.ofNullable(outage);
  }

  /** Rejects writes from now on. Logs if the gate was open. */
  public synchronized void close(String reason) {
    OutageLog.Outage before = outage;
    if (before == null) {
      log.error("The store rejects writes: {}", reason);
    }
    outage = new OutageLog.Outage(before == null ? clock.instant() : before.since(), reason);
  }

  /** Accepts writes from now on. Logs if the gate was closed. */
  public synchronized void open() {
    OutageLog.Outage before = outage;
    if (before != null) {
      outage = null;
      log.info(
          "The store accepts writes again (outage={})",
          Duration.between(before.since(), clock.instant()));
    }
  }
}
