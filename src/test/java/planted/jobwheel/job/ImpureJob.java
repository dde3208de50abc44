package planted.jobwheel.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import planted.jobwheel.store.Cyclic;

/** Logs, reads clocks of its own, and closes a cycle. */
public final class ImpureJob {

  private final LongSupplier ticker = System::nanoTime;
  private final Supplier<InstantSource> clock = InstantSource::system;

  public Duration age() {
    return Duration.between(clock.get().instant(), Instant.EPOCH).plusNanos(ticker.getAsLong());
  }

  public Instant created(Cyclic store) {
    LoggerFactory.getLogger(ImpureJob.class).info("{}", store);
    return Instant.now();
  }

  /** Has the name of another type. */
  public record DoubleName() {}
}
