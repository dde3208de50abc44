package io.jobwheel.dispatch;

import io.jobwheel.execution.Attempt;
import io.jobwheel.execution.AttemptOutput;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobOutputs.Print;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends what attempts print to the registry; prints that cannot be kept are lost. */
final class RegistryOutput implements AttemptOutput {

  private static final Logger log = LoggerFactory.getLogger(RegistryOutput.class);

  private static final int BUSY = 10_000;

  private final JobOutputs outputs;
  private final AtomicInteger waiting = new AtomicInteger();

  RegistryOutput(JobOutputs outputs) {
    this.outputs = outputs;
  }

  @Override
  public boolean isBusy() {
    return waiting.get() > BUSY;
  }

  @Override
  public CompletionStage<?> append(Attempt attempt, Instant at, String text) {
    waiting.incrementAndGet();
    return outputs
        .append(new Print(attempt.job().id(), attempt.job().attempt(), at, text))
        .whenComplete((done, error) -> {
          waiting.decrementAndGet();
          if (error != null) {
            log.debug("job {} - lost a print ({})", attempt.job().id(), error.toString());
          }
        });
  }
}
