package io.jobwheel.comparison;

import io.jobwheel.execution.Lanes;
import io.jobwheel.handler.JobType;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Truncation;
import io.jobwheel.store.comparison.ComparisonSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validates requests for comparisons. Reports all invalid fields. Safe for use by any thread. */
public final class ComparisonValidator {

  /** Maximum number of jobs of a round. */
  public static final int MAX_JOBS = 1_000;

  /** Maximum number of measured rounds of each mode. */
  public static final int MAX_REPEATS = 20;

  /** Maximum number of jobs of all rounds. */
  public static final int MAX_ALL_JOBS = 20_000;

  /** Maximum size of the payloads of a request in bytes of UTF-8. */
  public static final int MAX_REQUEST_BYTES = 256 * 1024;

  /** Maximum size of the payloads of a round in bytes of UTF-8. */
  public static final int MAX_ROUND_BYTES = 4 * 1024 * 1024;

  private static final int DEFAULT_REPEATS = 3;
  private static final int MAX_ECHO = 64;

  private final JobTypes types;
  private final Lanes lanes;
  private final int maxGroup;

  /**
   * Creates a validator.
   *
   * @param maxGroup the maximum number of jobs of a group
   */
  public ComparisonValidator(JobTypes types, Lanes lanes, int maxGroup) {
    this.types = types;
    this.lanes = lanes;
    this.maxGroup = maxGroup;
  }

  /**
   * A request that can be carried out.
   *
   * @param spec not forced
   * @param payloads the payloads of the jobs of a round, one for each
   */
  public record ValidComparison(ComparisonSpec spec, List<String> payloads) {

    public ValidComparison {
      payloads = List.copyOf(payloads);
    }
  }

  /**
   * Validates a request.
   *
   * @throws InvalidJobException if it is invalid; lists every invalid field
   */
  public ValidComparison validate(ComparisonRequest request) {
    FieldErrors errors = new FieldErrors();
    JobType<?> type = type(request.type(), errors);
    Set<ExecutionMode> modes = modes(request.modes(), type, errors);
    int repeats = request.repeats() == null ? DEFAULT_REPEATS : request.repeats();
    if (repeats < 1 || repeats > MAX_REPEATS) {
      errors.add(new FieldError("repeats", "must be 1 to " + MAX_REPEATS));
    }
    PayloadsValidator payloads = new PayloadsValidator(types, type, Math.min(MAX_JOBS, maxGroup));
    List<String> given = payloads.validate(request, errors);
    int jobs = request.payloads() == null ? payloads.jobs(request.jobs(), errors) : given.size();
    if (!errors.isEmpty() || type == null) {
      throw new InvalidJobException(errors);
    }
    ComparisonSpec spec =
        new ComparisonSpec(
            type.name(),
            List.copyOf(modes),
            jobs,
            repeats,
            false,
            "[" + String.join(",", given) + "]");
    PayloadsValidator.requireBounds(spec, given);
    return new ValidComparison(
        spec, given.size() == jobs ? given : Collections.nCopies(jobs, given.getFirst()));
  }

  private @Nullable JobType<?> type(@Nullable String name, FieldErrors errors) {
    List<String> names = types.submittable().stream().<String>map(JobType::name).toList();
    if (name == null) {
      errors.add(new FieldError("type", "is required; must be one of " + names));
      return null;
    }
    Optional<JobType<?>> type = types.find(name).filter(_ -> names.contains(name));
    if (type.isEmpty()) {
      errors.add(
          new FieldError("type", "'%s' is unknown; must be one of %s".formatted(cut(name), names)));
    }
    return type.orElse(null);
  }

  private Set<ExecutionMode> modes(
      @Nullable List<@Nullable String> names, @Nullable JobType<?> type, FieldErrors errors) {
    if (names == null) {
      return type == null ? Set.of() : served(type, errors);
    }
    Set<ExecutionMode> modes = new LinkedHashSet<>();
    if (names.isEmpty() || names.size() > ExecutionMode.values().length) {
      errors.add(
          new FieldError(
              "modes", "must have 1 to %d modes".formatted(ExecutionMode.values().length)));
      return modes;
    }
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      ExecutionMode mode = name == null ? null : ExecutionMode.named(name).orElse(null);
      String wrong = wrong(name, mode, type);
      if (wrong == null && mode != null && !modes.add(mode)) {
        wrong = "is repeated";
      }
      if (wrong != null) {
        errors.add(new FieldError("modes[%d]".formatted(i), wrong));
      }
    }
    return modes;
  }

  /** Returns why a mode cannot be compared; null if it can. */
  private @Nullable String wrong(
      @Nullable String name, @Nullable ExecutionMode mode, @Nullable JobType<?> type) {
    if (mode == null) {
      return "%s is unknown; must be one of %s"
          .formatted(name == null ? "null" : "'" + cut(name) + "'", ExecutionMode.wireNames());
    }
    if (type != null && !type.modes().contains(mode)) {
      return "type %s does not run in mode %s, only in %s"
          .formatted(type.name(), mode, type.modes());
    }
    return lanes.of(mode).slots() == 0 ? "this node has no slots for mode " + mode : null;
  }

  private Set<ExecutionMode> served(JobType<?> type, FieldErrors errors) {
    Set<ExecutionMode> modes = new LinkedHashSet<>();
    Arrays.stream(ExecutionMode.values())
        .filter(mode -> type.modes().contains(mode) && lanes.of(mode).slots() > 0)
        .forEach(modes::add);
    if (modes.isEmpty()) {
      errors.add(new FieldError("modes", "this node has no slots for a mode of the type"));
    }
    return modes;
  }

  private static String cut(String name) {
    return Truncation.of(name, MAX_ECHO);
  }
}
