package io.jobwheel.api.job;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.KnownParameters;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobQueries.JobFilter;
import io.jobwheel.store.JobText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Parses the query of a list of jobs. A parameter with an empty value is ignored. An unknown,
 * invalid or repeated parameter is an error, so that a wrong filter does not pass unnoticed; {@code
 * state} and {@code include} can be repeated.
 */
final class JobListQuery {

  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 1000;

  private static final List<String> KNOWN =
      List.of("state", "type", "mode", "limit", "cursor", Include.NAME);

  // not String.trim(), which also removes control characters: they are errors
  private static final Pattern SPACES = Pattern.compile("^ +| +$");

  private final MultiValueMap<String, String> query;
  private final List<FieldError> errors = new ArrayList<>();

  /**
   * A valid query.
   *
   * @param include the texts of jobs that the response includes
   */
  record Parsed(JobFilter filter, Set<JobText> include) {}

  private JobListQuery(MultiValueMap<String, String> query) {
    this.query = query;
  }

  /**
   * Parses a query.
   *
   * @throws BadParameterException with an error for every invalid parameter
   */
  static Parsed parse(MultiValueMap<String, String> query) {
    return new JobListQuery(query).parse();
  }

  private Parsed parse() {
    query.keySet().stream()
        .filter(name -> !KNOWN.contains(name))
        .sorted()
        .forEach(name -> errors.add(KnownParameters.unknown(name, KNOWN)));
    Set<JobState> states = states();
    String type = one("type", JobListQuery::type);
    ExecutionMode mode = one("mode", JobListQuery::mode);
    UUID before = one("cursor", JobListQuery::before);
    Integer limit = one("limit", JobListQuery::limit);
    Set<JobText> include = include();
    if (!errors.isEmpty()) {
      throw new BadParameterException(errors);
    }
    return new Parsed(
        new JobFilter(states, type, mode, before, limit == null ? DEFAULT_LIMIT : limit), include);
  }

  private Set<JobText> include() {
    try {
      return Include.parse(query.getOrDefault(Include.NAME, List.of()));
    } catch (IllegalArgumentException e) {
      addError(Include.NAME, String.valueOf(e.getMessage()));
      return Set.of();
    }
  }

  private Set<JobState> states() {
    Set<JobState> states = EnumSet.noneOf(JobState.class);
    for (String value : query.getOrDefault("state", List.of())) {
      List<String> names =
          Arrays.stream(value.split(",", -1))
              .map(name -> SPACES.matcher(name).replaceAll(""))
              .filter(name -> !name.isEmpty())
              .toList();
      if (names.isEmpty() && !value.isEmpty()) {
        states.addAll(state(value)); // only commas: report the value as an invalid state
      }
      names.forEach(name -> states.addAll(state(name)));
    }
    return states;
  }

  private Set<JobState> state(String name) {
    try {
      return Set.of(JobState.valueOf(name));
    } catch (IllegalArgumentException e) {
      addError("state", "must be one or more of %s".formatted(Arrays.toString(JobState.values())));
      return Set.of();
    }
  }

  private static String type(String name) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("must be the name of a job type");
    }
    return name;
  }

  private static ExecutionMode mode(String name) {
    return ExecutionMode.named(name)
        .orElseThrow(
            () -> new IllegalArgumentException("must be one of " + ExecutionMode.wireNames()));
  }

  private static UUID before(String cursor) {
    try {
      return Cursor.parse(cursor);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be the nextCursor of a previous page", e);
    }
  }

  private static int limit(String text) {
    if (text.matches("[0-9]{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw new IllegalArgumentException("must be a whole number from 1 to " + MAX_LIMIT);
  }

  private <T> @Nullable T one(String name, Function<String, T> parser) {
    String value = single(name).orElse(null);
    try {
      return value == null ? null : parser.apply(value);
    } catch (IllegalArgumentException e) {
      addError(name, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private Optional<String> single(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      addError(name, "must occur only once");
    }
    return values.stream().findFirst().filter(value -> !value.isEmpty());
  }

  private void addError(String name, String message) {
    FieldError error = new FieldError(name, message);
    if (!errors.contains(error)) {
      errors.add(error);
    }
  }
}
