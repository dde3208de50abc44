package io.jobwheel.handler;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job type whose code is set by the test, so it cannot run in a worker process. */
public final class ProbeHandler implements JobHandler<ProbeHandler.Nothing, Object> {

  /** The modes in which that code can run. */
  public static final Set<ExecutionMode> MODES =
      EnumSet.complementOf(EnumSet.of(ExecutionMode.PROCESS_POOL));

  /** No payload: {@code {}}. */
  public record Nothing() {}

  /** The code of the handler. */
  @FunctionalInterface
  public interface Body {
    @Nullable Object run(JobContext context) throws Exception;
  }

  public volatile Body body = context -> null;
  public volatile AttemptPolicy policy = AttemptPolicy.ONCE; // read when the handler is bound

  @Override
  public JobType<Nothing> type() {
    return JobType.ioBound("probe", "Runs the code of a test.", Nothing.class)
        .withModes(ExecutionMode.EVENT_LOOP, MODES.toArray(ExecutionMode[]::new))
        .withPolicy(policy);
  }

  @Override
  public @Nullable Object run(Nothing nothing, JobContext context) throws Exception {
    return body.run(context);
  }
}
