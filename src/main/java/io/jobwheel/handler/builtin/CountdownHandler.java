package io.jobwheel.handler.builtin;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * Counts 3, 2, 1 and waits before each print: the usual first program for asyncio. Each print is a
 * rule and a line with {@link JobContext#elapsed}, indented by one tab for each letter of the
 * alphabet before the name.
 */
public final class CountdownHandler implements JobHandler<CountdownHandler.Countdown, Void> {

  /** The name of the job type. */
  public static final String NAME = "countdown";

  private static final String RULE = "-".repeat(40);
  private static final int FROM = 3;

  /**
   * The payload.
   *
   * @param name one letter, A to Z
   * @param delay the time to wait before each print, 0 to 24 hours
   */
  public record Countdown(
      @JsonPropertyDescription("One letter, A to Z.")
          @NotNull(message = "is required")
          @Pattern(regexp = "[A-Z]", message = "must be one letter from A to Z")
          String name,
      @JsonPropertyDescription("Time to wait before each print, 0 to 24 hours.")
          @NotNull(message = "is required")
          @DurationMin(message = "must not be negative")
          @DurationMax(hours = 24, message = "must not be longer than 24h")
          Duration delay) {}

  @Override
  public JobType<Countdown> type() {
    return JobType.ioBound(NAME, "Counts 3, 2, 1 and waits before each print.", Countdown.class)
        .withModes(ExecutionMode.EVENT_LOOP, ExecutionMode.values());
  }

  @Override
  public @Nullable Void run(Countdown countdown, JobContext context) {
    String indent = "\t".repeat(countdown.name().charAt(0) - 'A');
    for (int n = FROM; n > 0; n--) {
      context.sleep(countdown.delay());
      double seconds = context.elapsed().toNanos() / 1e9;
      context.print(
          String.format(
              Locale.ROOT, "%s\n%.4f \t%s%s = %d", RULE, seconds, indent, countdown.name(), n));
    }
    return null;
  }
}
