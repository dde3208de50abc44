package io.jobwheel.execution.attempt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The keys of a run in the log context. */
public final class LogKeys {

  public static final String JOB = "job";
  public static final String ATTEMPT = "attempt";
  public static final String GROUP = "group";
  public static final String NODE = "node";

  /** As Micrometer's tracers call it. */
  public static final String TRACE_ID = "traceId";

  /** As Micrometer's tracers call it. */
  public static final String SPAN_ID = "spanId";

  /** In the order in which a child tells them. */
  public static final List<String> ALL = List.of(JOB, ATTEMPT, GROUP, NODE, TRACE_ID, SPAN_ID);

  private LogKeys() {}

  /** Sets a key of the calling thread, or clears it for null. */
  public static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
