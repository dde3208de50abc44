package io.jobwheel.handler;

import io.jobwheel.job.FieldError;
import jakarta.validation.Validator;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The job types that this node knows, by name. Immutable; safe from any thread. */
public final class JobTypes {

  private final Map<String, BoundHandler<?, ?>> handlers = new TreeMap<>();
  private final Map<String, String> schemas = new ConcurrentHashMap<>();

  /**
   * Binds handlers whose payloads were checked before, as in a child process: their constraints are
   * not looked at again.
   */
  public JobTypes(Collection<? extends JobHandler<?, ?>> all) {
    this(all, new PayloadReader(null));
  }

  /**
   * Binds the handlers.
   *
   * @param validator checks the constraints of payloads
   * @throws IllegalStateException when two handlers serve the same type
   */
  public JobTypes(Collection<? extends JobHandler<?, ?>> all, Validator validator) {
    this(all, new PayloadReader(validator));
  }

  private JobTypes(Collection<? extends JobHandler<?, ?>> all, PayloadReader reader) {
    for (JobHandler<?, ?> handler : all) {
      BoundHandler<?, ?> other =
          handlers.put(handler.type().name(), new BoundHandler<>(handler, reader));
      if (other != null) {
        throw new IllegalStateException(
            "Two handlers serve the job type '%s': %s and %s. Give one of them another name."
                .formatted(handler.type().name(), other, handler.getClass().getName()));
      }
    }
  }

  /** All types, by name. */
  public List<JobType<?>> all() {
    return handlers.values().stream().<JobType<?>>map(BoundHandler::type).toList();
  }

  /** The names of all types. */
  public Set<String> names() {
    return Collections.unmodifiableSet(handlers.keySet());
  }

  public Optional<JobType<?>> find(String name) {
    BoundHandler<?, ?> handler = handlers.get(name);
    return handler == null ? Optional.empty() : Optional.of(handler.type());
  }

  /** The JSON Schema of the payloads of that type, which must be known. */
  public String schema(String name) {
    return schemas.computeIfAbsent(
        name, _ -> new PayloadSchemas().of(known(name).type().payload()));
  }

  /** What is wrong with a payload of that type, which must be known; empty when it fits. */
  public List<FieldError> check(String name, String payload) {
    return known(name).check(payload);
  }

  /**
   * Runs the handler of that type.
   *
   * @return the result as JSON; null for none
   * @throws Exception what the handler threw
   */
  public @Nullable String run(String name, String payload, JobContext context) throws Exception {
    return known(name).run(payload, context);
  }

  private BoundHandler<?, ?> known(String name) {
    BoundHandler<?, ?> handler = handlers.get(name);
    if (handler == null) {
      throw new IllegalArgumentException(
          "This node has no handler for the job type '%s', only for %s"
              .formatted(name, handlers.keySet()));
    }
    return handler;
  }
}
