package io.jobwheel.dispatch;

import io.jobwheel.handler.JobType;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes specs of requests, or says everything that is wrong with them. Safe from any thread. */
final class SpecReader {

  // how much of a wrong name an error repeats
  private static final int MAX_ECHO = 64;

  private final JobTypes types;
  private final int maxGroup;

  SpecReader(JobTypes types, int maxGroup) {
    this.types = types;
    this.maxGroup = maxGroup;
  }

  /** The spec of a single job. */
  JobSpec read(RequestedJob requested) {
    List<FieldError> errors = new ArrayList<>();
    JobSpec spec = read(requested, requested.mode(), "", errors);
    return orThrow(spec, errors);
  }

  /** The mode of a group. */
  ExecutionMode modeOf(RequestedGroup requested) {
    List<FieldError> errors = new ArrayList<>();
    if (requested.mode() == null) {
      errors.add(new FieldError("mode", "is required; known are " + ExecutionMode.wireNames()));
    }
    ExecutionMode mode = mode(requested.mode(), "", errors);
    return orThrow(mode, errors);
  }

  /** The specs of the jobs of a group, which all run in its mode. */
  List<JobSpec> read(RequestedGroup requested) {
    int size = requested.jobs().size();
    if (size == 0 || size > maxGroup) {
      String message = "must have 1 to %d jobs, not %d".formatted(maxGroup, size);
      throw new InvalidJobException(List.of(new FieldError("jobs", message)));
    }
    List<FieldError> errors = new ArrayList<>();
    List<JobSpec> specs = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      RequestedJob job = requested.jobs().get(i);
      String path = "jobs[" + i + "]";
      if (job.mode() != null && !job.mode().equals(requested.mode())) {
        errors.add(
            new FieldError(
                path + ".mode",
                "must be left out or be that of the group, %s".formatted(requested.mode())));
      }
      JobSpec spec = read(job, requested.mode(), path, errors);
      if (spec != null) {
        specs.add(spec);
      }
    }
    return orThrow(specs, errors);
  }

  private @Nullable JobSpec read(
      RequestedJob requested, @Nullable String modeName, String path, List<FieldError> errors) {
    int before = errors.size();
    JobType<?> type = type(requested.type(), path, errors);
    ExecutionMode mode = mode(modeName, path, errors);
    if (type != null && mode != null && !type.modes().contains(mode)) {
      errors.add(
          new FieldError(
              in(path, "mode"),
              "type %s does not run in mode %s, only in %s"
                  .formatted(type.name(), mode, type.modes())));
    }
    int priority = requested.priority() == null ? 0 : requested.priority();
    if (priority < JobSpec.MIN_PRIORITY || priority > JobSpec.MAX_PRIORITY) {
      errors.add(
          new FieldError(
              in(path, "priority"),
              "must be %d to %d".formatted(JobSpec.MIN_PRIORITY, JobSpec.MAX_PRIORITY)));
    }
    String payload = requested.payload();
    if (payload == null) {
      errors.add(new FieldError(in(path, "payload"), "is required"));
    } else if (type != null) {
      types.check(type.name(), payload).stream()
          .map(wrong -> wrong.under(in(path, "payload")))
          .forEach(errors::add);
    }
    AttemptPolicy policy =
        PolicyReader.read(
            requested.policy(),
            type == null ? AttemptPolicy.ONCE : type.policy(),
            wrong -> errors.add(path.isEmpty() ? wrong : wrong.under(path)));
    if (errors.size() > before || type == null || payload == null) {
      return null;
    }
    return new JobSpec(
        type.name(),
        mode == null ? type.defaultMode() : mode,
        payload,
        priority,
        requested.runAt() == null ? JobSpec.AT_ONCE : requested.runAt(),
        policy,
        requested.traceparent());
  }

  private @Nullable JobType<?> type(@Nullable String name, String path, List<FieldError> errors) {
    if (name == null) {
      errors.add(new FieldError(in(path, "type"), "is required; known are " + types.names()));
      return null;
    }
    Optional<JobType<?>> type = types.find(name);
    if (type.isEmpty()) {
      errors.add(
          new FieldError(
              in(path, "type"),
              "'%s' is unknown; known are %s".formatted(cut(name), types.names())));
    }
    return type.orElse(null);
  }

  private static @Nullable ExecutionMode mode(
      @Nullable String name, String path, List<FieldError> errors) {
    if (name == null) {
      return null;
    }
    Optional<ExecutionMode> mode = ExecutionMode.named(name);
    if (mode.isEmpty()) {
      errors.add(
          new FieldError(
              in(path, "mode"),
              "'%s' is unknown; known are %s".formatted(cut(name), ExecutionMode.wireNames())));
    }
    return mode.orElse(null);
  }

  private static String cut(String name) {
    return Truncation.of(name, MAX_ECHO);
  }

  private static String in(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private static <T> T orThrow(@Nullable T read, List<FieldError> errors) {
    if (read == null || !errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    return read;
  }
}
