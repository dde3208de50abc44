package planted.jobwheel.job;

import java.time.Instant;
import org.slf4j.LoggerFactory;
import planted.jobwheel.store.Cyclic;

/** Logs, reads a clock of its own, and closes a cycle. */
public final class ImpureJob {

  public Instant created(Cyclic store) {
    LoggerFactory.getLogger(ImpureJob.class).info("{}", store);
    return Instant.now();
  }
}
