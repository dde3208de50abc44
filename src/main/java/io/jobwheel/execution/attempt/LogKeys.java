package io.jobwheel.execution.attempt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The keys of an attempt in the log context (MDC). */
public final class LogKeys {

  public static final String JOB = "job";
  public static final String ATTEMPT = "attempt";
  public static final String GROUP = "group";
  public static final String NODE = "node";

  /** The key that Micrometer's tracers use. */
  public static final String TRACE_ID = "traceId";

  /** The key that Micrometer's tracers use. */
  public static final String SPAN_ID = "spanId";

  /** All keys, in the order in which a worker process writes them. */
  public static final List<String> ALL = List.of(JOB, ATTEMPT, GROUP, NODE, TRACE_ID, SPAN_ID);

  private LogKeys() {}

  /** Sets a key for the calling thread; removes it if the value is null. */
  public static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
