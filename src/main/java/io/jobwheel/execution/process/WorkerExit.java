package io.jobwheel.execution.process;

import org.jspecify.annotations.Nullable;

/**
 * How a child ended.
 *
 * @param exit its exit code or signal, in words
 * @param killedBecause why the service killed it; null when it ended by itself, or by others
 * @param lastLines what it wrote last; empty for nothing
 */
public record WorkerExit(String exit, @Nullable String killedBecause, String lastLines) {

  @Override
  public String toString() {
    String how = killedBecause == null ? exit : "killed: %s, %s".formatted(killedBecause, exit);
    return lastLines.isEmpty() ? how : how + "; its last lines:\n" + lastLines;
  }
}
