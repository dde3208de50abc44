package io.jobwheel.execution.process.worker;

import io.jobwheel.handler.JobHandler;
import io.jobwheel.job.ExecutionMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.springframework.aop.support.AopUtils;

/**
 * The handlers that a worker process serves, and how it creates them.
 *
 * @param plain classes with a no-argument constructor
 * @param sources configuration classes whose context has the other handlers
 */
public record WorkerHandlers(List<String> plain, List<String> sources) {

  public static final WorkerHandlers NONE = new WorkerHandlers(List.of(), List.of());

  /**
   * Selects the handlers whose type may run in a worker process.
   *
   * @throws IllegalStateException if a worker process could not create one of them
   */
  public static WorkerHandlers of(Collection<JobHandler<?, ?>> handlers, List<Class<?>> sources) {
    List<String> plain = new ArrayList<>();
    for (JobHandler<?, ?> handler : handlers) {
      if (handler.type().modes().contains(ExecutionMode.PROCESS_POOL)) {
        Class<?> type = AopUtils.getTargetClass(handler);
        if (isPlain(type)) {
          plain.add(type.getName());
        } else if (sources.isEmpty()) {
          throw new IllegalStateException(
              ("The job type '%s' may run in %s, but a process cannot create its handler: %s has no"
                      + " constructor without parameters. Name a configuration class that has it as"
                      + " a bean in jobwheel.lanes.process-pool.sources, or leave that mode out of"
                      + " its type.")
                  .formatted(handler.type().name(), ExecutionMode.PROCESS_POOL, type.getName()));
        }
      }
    }
    return new WorkerHandlers(plain, sources.stream().map(Class::getName).toList());
  }

  private static boolean isPlain(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .anyMatch(constructor -> constructor.getParameterCount() == 0);
  }

  /** Creates a handler by its no-argument constructor. */
  static JobHandler<?, ?> make(String className) throws ReflectiveOperationException {
    var constructor = Class.forName(className).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (JobHandler<?, ?>) constructor.newInstance();
  }
}
