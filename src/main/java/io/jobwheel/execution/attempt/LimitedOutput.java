package io.jobwheel.execution.attempt;

import io.jobwheel.job.Truncation;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The output of one attempt, cut at a limit. Confined to the thread or task of the handler. */
final class LimitedOutput {

  private final AttemptOutput output;
  private final Attempt attempt;
  private final OutputLimit limit;
  private int prints;
  private int characters;
  private boolean cut;

  LimitedOutput(AttemptOutput output, Attempt attempt, OutputLimit limit) {
    this.output = output;
    this.attempt = attempt;
    this.limit = limit;
  }

  /** Returns whether the handler should wait for its own prints. */
  boolean isBusy() {
    return output.isBusy();
  }

  /**
   * Appends a print. If it exceeds the limit, appends its beginning and the mark, and drops all
   * further prints. The future does not fail.
   */
  CompletableFuture<?> append(Instant at, String text) {
    if (cut) {
      return CompletableFuture.completedFuture(null);
    }
    int room = limit.characters() - characters;
    if (prints == limit.prints() || text.length() > room) {
      cut = true;
      String fits = prints == limit.prints() ? "" : Truncation.prefix(text, room);
      return write(at, fits.isEmpty() ? limit.mark() : fits + "\n" + limit.mark());
    }
    prints++;
    characters += text.length();
    return write(at, text);
  }

  private CompletableFuture<?> write(Instant at, String text) {
    return output
        .append(attempt, at, text)
        .toCompletableFuture()
        .handle((done, error) -> null); // the output logs its own errors
  }
}
