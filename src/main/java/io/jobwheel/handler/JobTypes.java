package io.jobwheel.handler;

import io.jobwheel.job.FieldError;
import jakarta.validation.Validator;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The job types of this node, by name. Immutable and thread-safe. */
public final class JobTypes {

  private final Map<String, BoundHandler<?, ?>> handlers = new TreeMap<>();
  private final Set<String> internal = new HashSet<>();
  private final Map<String, String> schemas = new ConcurrentHashMap<>();

  /**
   * Creates the job types of these handlers, without validating constraints: for a worker process,
   * whose payloads the service has validated.
   */
  public JobTypes(Collection<? extends JobHandler<?, ?>> all) {
    this(all, new PayloadReader(null));
  }

  /**
   * Creates the job types of these handlers.
   *
   * @param validator validates the constraints of payloads
   * @throws IllegalStateException if two handlers have the same job type
   */
  public JobTypes(Collection<? extends JobHandler<?, ?>> all, Validator validator) {
    this(all, new PayloadReader(validator));
  }

  private JobTypes(Collection<? extends JobHandler<?, ?>> all, PayloadReader reader) {
    for (JobHandler<?, ?> handler : all) {
      BoundHandler<?, ?> other =
          handlers.put(handler.type().name(), new BoundHandler<>(handler, reader));
      if (handler instanceof InternalJobHandler) {
        internal.add(handler.type().name());
      }
      if (other != null) {
        throw new IllegalStateException(
            "Two handlers have the job type '%s': %s and %s. Rename one of the types."
                .formatted(handler.type().name(), other, handler.getClass().getName()));
      }
    }
  }

  /** Returns the types that clients can submit, sorted by name. */
  public List<JobType<?>> submittable() {
    return handlers.values().stream()
        .<JobType<?>>map(BoundHandler::type)
        .filter(type -> !isInternal(type.name()))
        .toList();
  }

  /** Returns the names of all types, also the internal ones, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(handlers.keySet());
  }

  /** Returns whether only Jobwheel itself creates jobs of a type. */
  public boolean isInternal(String name) {
    return internal.contains(name);
  }

  /** Returns the type with this name; empty if this node has none. */
  public Optional<JobType<?>> find(String name) {
    BoundHandler<?, ?> handler = handlers.get(name);
    return handler == null ? Optional.empty() : Optional.of(handler.type());
  }

  /**
   * Returns the JSON Schema of the payloads of a type.
   *
   * @throws IllegalArgumentException if this node does not have the type
   */
  public String schema(String name) {
    return schemas.computeIfAbsent(
        name, _ -> new PayloadSchemas().of(handler(name).type().payloadType()));
  }

  /**
   * Validates a payload of a type.
   *
   * @return the errors; empty if the payload is valid
   * @throws IllegalArgumentException if this node does not have the type
   */
  public List<FieldError> validate(String name, String payload) {
    return handler(name).validate(payload);
  }

  /**
   * Runs the handler of a type.
   *
   * @return the result as JSON; {@code null} for none
   * @throws IllegalArgumentException if this node does not have the type
   * @throws Exception the exception of the handler
   */
  public @Nullable String run(String name, String payload, JobContext context) throws Exception {
    return handler(name).run(payload, context);
  }

  private BoundHandler<?, ?> handler(String name) {
    BoundHandler<?, ?> handler = handlers.get(name);
    if (handler == null) {
      throw new IllegalArgumentException(
          "This node has no handler for the job type '%s'; it has handlers for %s"
              .formatted(name, handlers.keySet()));
    }
    return handler;
  }
}
