package io.jobwheel.dispatch;

import io.jobwheel.execution.Attempt;
import io.jobwheel.execution.AttemptOutput;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobOutputs.Print;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends what attempts print to the registry; prints that cannot be kept are lost, and logged. */
final class RegistryOutput implements AttemptOutput {

  private static final Logger log = LoggerFactory.getLogger(RegistryOutput.class);

  private final JobOutputs outputs;

  RegistryOutput(JobOutputs outputs) {
    this.outputs = outputs;
  }

  @Override
  public CompletionStage<?> append(Attempt attempt, Instant at, String text) {
    return outputs
        .append(new Print(attempt.job().id(), attempt.job().attempt(), at, text))
        .whenComplete((done, error) -> {
          if (error != null) {
            log.warn("job {} - lost a print ({})", attempt.job().id(), error.toString());
          }
        });
  }
}
