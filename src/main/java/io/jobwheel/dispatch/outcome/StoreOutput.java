package io.jobwheel.dispatch.outcome;

import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.AttemptOutput;
import io.jobwheel.execution.attempt.AttemptScope;
import io.jobwheel.job.Progress;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.ProgressReports.ProgressReport;
import io.jobwheel.store.limit.LimitPauses;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the output and progress of attempts, and the pauses of their limits. What cannot be stored
 * is lost.
 */
public final class StoreOutput implements AttemptOutput {

  private static final Logger log = LoggerFactory.getLogger(StoreOutput.class);

  private static final int BUSY = 10_000;

  private final JobOutputs outputs;
  private final LimitPauses pauses;
  private final ProgressCoalescer progress;
  private final Consumer<UUID> onStored;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Creates an output.
   *
   * @param onStored receives the id of each job whose output or progress was stored
   */
  public StoreOutput(
      JobOutputs outputs, ProgressReports reports, LimitPauses pauses, Consumer<UUID> onStored) {
    this.pauses = pauses;
    this.outputs = outputs;
    this.progress = new ProgressCoalescer(reports, BUSY, onStored);
    this.onStored = onStored;
  }

  @Override
  public boolean isBusy() {
    return waiting.get() > BUSY;
  }

  @Override
  public void progress(Attempt attempt, Progress reported) {
    progress.report(new ProgressReport(attempt.job().id(), attempt.job().attempt(), reported));
  }

  @Override
  public CompletionStage<?> pauseLimits(Attempt attempt, Duration duration) {
    return pauses
        .pause(attempt.job().spec().limits(), duration)
        .handle((_, error) -> {
          if (error != null) {
            try (var _ = AttemptScope.open(attempt)) {
              log.warn("job {} - limits not paused ({})", attempt.job().id(), error.toString());
            }
          }
          return true;
        });
  }

  @Override
  public CompletionStage<?> append(Attempt attempt, Instant at, String text) {
    waiting.incrementAndGet();
    return outputs
        .append(new Print(attempt.job().id(), attempt.job().attempt(), at, text))
        .whenComplete((done, error) -> {
          waiting.decrementAndGet();
          if (error == null) {
            onStored.accept(attempt.job().id());
          } else {
            try (var _ = AttemptScope.open(attempt)) {
              log.debug("job {} - output not stored ({})", attempt.job().id(), error.toString());
            }
          }
        });
  }
}
