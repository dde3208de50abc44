package io.jobwheel.execution.process;

import org.jspecify.annotations.Nullable;

/**
 * How a worker process ended.
 *
 * @param exit its exit code or signal, in words
 * @param killedBecause why the service killed it; null if the service did not kill it
 * @param lastLines the last lines of its output; empty if there are none
 */
public record WorkerExit(String exit, @Nullable String killedBecause, String lastLines) {

  @Override
  public String toString() {
    String how = killedBecause == null ? exit : "killed: %s, %s".formatted(killedBecause, exit);
    return lastLines.isEmpty() ? how : how + "; its last lines:\n" + lastLines;
  }
}
