package io.jobwheel.handler;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job type whose body is set by the test, and so cannot run in another process. */
public final class ProbeHandler implements JobHandler<ProbeHandler.Nothing, Object> {

  /** Where such a body can run. */
  public static final Set<ExecutionMode> MODES =
      EnumSet.complementOf(EnumSet.of(ExecutionMode.PROCESS_POOL));

  /** No payload: {@code {}}. */
  public record Nothing() {}

  /** What the body does. */
  @FunctionalInterface
  public interface Body {
    @Nullable Object run(JobContext context) throws Exception;
  }

  public volatile Body body = context -> null;
  public volatile AttemptPolicy policy = AttemptPolicy.ONCE; // read when the handler is bound

  @Override
  public JobType<Nothing> type() {
    return JobType.waiting("probe", "Does what the test says.", Nothing.class)
        .in(ExecutionMode.EVENT_LOOP, MODES.toArray(ExecutionMode[]::new))
        .trying(policy);
  }

  @Override
  public @Nullable Object run(Nothing nothing, JobContext context) throws Exception {
    return body.run(context);
  }
}
