package io.jobwheel.handler;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Retry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job type that returns its trace context, and logs before and after a wait; in every mode. */
public final class TracedHandler implements JobHandler<TracedHandler.Words, String> {

  private static final Logger log = LoggerFactory.getLogger(TracedHandler.class);

  /**
   * The payload.
   *
   * @param word the word to log
   * @param fails whether the handler fails after the wait
   */
  public record Words(String word, boolean fails) {}

  @Override
  public JobType<Words> type() {
    return JobType.ioBound("traced", "Logs and waits.", Words.class)
        .withModes(ExecutionMode.EVENT_LOOP, ExecutionMode.values());
  }

  @Override
  public String run(Words words, JobContext context) {
    log.info("{} before", words.word());
    context.sleep(Duration.ofMillis(20));
    context.executeBlocking(() -> {
      log.info("{} aside", words.word());
      return words;
    });
    log.warn("{} after", words.word());
    if (words.fails()) {
      throw new JobFailedException("told-to", "the secret is " + words.word(), Retry.NEVER);
    }
    return context.traceparent().orElse("none");
  }
}
