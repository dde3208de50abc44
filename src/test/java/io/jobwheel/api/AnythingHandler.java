package io.jobwheel.api;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Accepts any payload, in one mode only. */
public final class AnythingHandler implements JobHandler<Object, Object> {

  public static final AttemptPolicy POLICY =
      new AttemptPolicy(4, Duration.ofSeconds(2), Duration.ofSeconds(90));

  @Override
  public JobType<Object> type() {
    return JobType.ioBound("anything", "Takes anything.", Object.class)
        .withModes(ExecutionMode.THREAD_POOL)
        .withPolicy(POLICY);
  }

  @Override
  public @Nullable Object run(Object payload, JobContext context) {
    return payload;
  }
}
