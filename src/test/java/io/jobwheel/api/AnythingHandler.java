package io.jobwheel.api;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import org.jspecify.annotations.Nullable;

/** Takes any payload, in one mode only. */
final class AnythingHandler implements JobHandler<Object, Object> {

  @Override
  public JobType<Object> type() {
    return JobType.waiting("anything", "Takes anything.", Object.class)
        .in(ExecutionMode.THREAD_POOL);
  }

  @Override
  public @Nullable Object run(Object payload, JobContext context) {
    return payload;
  }
}
