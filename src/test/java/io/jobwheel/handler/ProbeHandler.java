package io.jobwheel.handler;

import io.jobwheel.job.ExecutionMode;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** A job type whose body is set by the test. */
public final class ProbeHandler implements JobHandler<ProbeHandler.Nothing, Object> {

  /** No payload: {@code {}}. */
  public record Nothing() {}

  /** What the body does. */
  @FunctionalInterface
  public interface Body {
    @Nullable Object run(JobContext context) throws Exception;
  }

  public volatile Body body = context -> null;

  @Override
  public JobType<Nothing> type() {
    return new JobType<>(
        "probe",
        "Does what the test says.",
        Nothing.class,
        "{}",
        EnumSet.allOf(ExecutionMode.class),
        ExecutionMode.EVENT_LOOP);
  }

  @Override
  public @Nullable Object run(Nothing nothing, JobContext context) throws Exception {
    return body.run(context);
  }
}
