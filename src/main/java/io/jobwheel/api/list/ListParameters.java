package io.jobwheel.api.list;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.KnownParameters;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.TimeRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Parses the parameters of a list. A parameter with an empty value is ignored. An unknown or
 * invalid parameter is an error, so that a wrong filter does not pass unnoticed, and so is one that
 * is repeated without having several values. Errors are collected; {@link #page} throws them.
 */
public final class ListParameters {

  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 1000;
  static final int MAX_VALUES = 20;

  private static final String LIMIT = "limit";
  static final String CURSOR = "cursor";

  private static final String NO_CURSOR = "must be the nextCursor of a previous page";

  // not String.trim(), which also removes control characters: they are errors
  private static final Pattern SPACES = Pattern.compile("^ +| +$");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("0*([1-9][0-9]*)");
  // as clients that are generated for Python write an offset, without a colon
  private static final Pattern BASIC_OFFSET = Pattern.compile("([+-]\\d\\d)(\\d\\d)$");
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final MultiValueMap<String, String> query;
  private final List<FieldError> errors = new ArrayList<>();

  /**
   * Begins to parse a query.
   *
   * @param filters the known parameters beside {@code limit} and {@code cursor}
   */
  public ListParameters(MultiValueMap<String, String> query, List<String> filters) {
    this.query = query;
    List<String> known = new ArrayList<>(filters);
    known.addAll(List.of(LIMIT, CURSOR));
    query.keySet().stream()
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(name -> errors.add(KnownParameters.unknown(name, known)));
  }

  /** Returns the values of the parameter {@code state}. */
  public Set<JobState> states(Collection<JobState> possible) {
    return several(
        "state",
        name ->
            possible.stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalArgumentException("must be one or more of " + possible)));
  }

  /** Returns the values of the parameter {@code mode}. */
  public Set<ExecutionMode> modes() {
    return several(
        "mode",
        name ->
            ExecutionMode.named(name)
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "must be one or more of " + ExecutionMode.wireNames())));
  }

  /** Returns the values of a parameter that contains names. */
  public Set<String> names(String name) {
    return several(name, ListParameters::nameWithoutCommas);
  }

  /**
   * Returns the values of a parameter, which can be repeated, separated by commas, or both.
   *
   * @param parser throws {@link IllegalArgumentException}, with a message for the client, if a
   *     value is invalid
   */
  public <T> Set<T> several(String name, Function<String, T> parser) {
    return parse(
        name,
        query.getOrDefault(name, List.of()).stream().flatMap(value -> parts(value).stream()),
        parser);
  }

  /** Returns the values of a parameter that contains names, each of which can have commas. */
  public Set<String> wholeNames(String name) {
    return parse(
        name,
        query.getOrDefault(name, List.of()).stream().filter(value -> !value.isEmpty()),
        ListParameters::name);
  }

  private <T> Set<T> parse(String name, Stream<String> texts, Function<String, T> parser) {
    List<String> values = texts.toList();
    if (values.size() > MAX_VALUES) {
      addError(name, "must have at most %d values".formatted(MAX_VALUES));
      return Set.of();
    }
    Set<T> parsed = new LinkedHashSet<>();
    for (String value : values) {
      try {
        parsed.add(parser.apply(value));
      } catch (IllegalArgumentException e) {
        addError(name, String.valueOf(e.getMessage()));
      }
    }
    return parsed;
  }

  /** Splits a value at its commas; one that consists of commas and spaces is an invalid value. */
  private static List<String> parts(String value) {
    List<String> parts =
        Arrays.stream(value.split(",", -1))
            .map(part -> SPACES.matcher(part).replaceAll(""))
            .filter(part -> !part.isEmpty())
            .toList();
    return parts.isEmpty() && !value.isEmpty() ? List.of(value) : parts;
  }

  private static String nameWithoutCommas(String text) {
    if (text.contains(",")) { // only commas
      throw new IllegalArgumentException("must be a name");
    }
    return name(text);
  }

  private static String name(String text) {
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("must be a name");
    }
    return text;
  }

  /** Returns the range of the parameters {@code from}, inclusive, and {@code to}, exclusive. */
  public TimeRange range(String from, String to) {
    Instant first = one(from, ListParameters::time);
    Instant end = one(to, ListParameters::time);
    if (first != null && end != null && !first.isBefore(end)) {
      addError(to, "must be after " + from);
    }
    return new TimeRange(first, end);
  }

  private static Instant time(String text) {
    try {
      Instant time = Instant.parse(BASIC_OFFSET.matcher(text).replaceFirst("$1:$2"));
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LAST_TIME)) {
        return time;
      }
    } catch (DateTimeException e) {
      // the message of the exception names no example
    }
    throw new IllegalArgumentException(
        "must be a time from 1970 to 9999, such as 2026-11-29T08:00:00Z");
  }

  /**
   * Parses the parameters {@code limit}, which is reduced to its maximum, and {@code cursor}.
   *
   * @throws BadParameterException with an error for every invalid parameter
   */
  public <F> PageQuery<F> page(F filter) {
    UUID before = one(CURSOR, ListParameters::position);
    Integer limit = one(LIMIT, ListParameters::limit);
    if (!errors.isEmpty()) {
      throw new BadParameterException(errors);
    }
    return new PageQuery<>(filter, before, limit == null ? DEFAULT_LIMIT : limit);
  }

  /**
   * The page of a list in the order of names.
   *
   * @param after the name that precedes the first one; null to begin with the first
   */
  public record NamePage(@Nullable String after, int limit) {}

  /**
   * Parses the parameters {@code limit}, which is reduced to its maximum, and {@code cursor}, which
   * is the last name of the previous page.
   *
   * @param names matches all possible names
   * @throws BadParameterException with an error for every invalid parameter
   */
  public NamePage namePage(Pattern names) {
    String after = one(CURSOR, cursor -> lastName(cursor, names));
    Integer limit = one(LIMIT, ListParameters::limit);
    if (!errors.isEmpty()) {
      throw new BadParameterException(errors);
    }
    return new NamePage(after, limit == null ? DEFAULT_LIMIT : limit);
  }

  private static String lastName(String cursor, Pattern names) {
    if (!names.matcher(cursor).matches()) {
      throw new IllegalArgumentException(NO_CURSOR);
    }
    return cursor;
  }

  private static UUID position(String cursor) {
    try {
      return Cursor.parse(cursor);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(NO_CURSOR, e);
    }
  }

  private static int limit(String text) {
    var number = WHOLE_NUMBER.matcher(text);
    if (!number.matches()) {
      throw new IllegalArgumentException("must be a whole number, 1 or more");
    }
    String digits = number.group(1);
    return digits.length() > 4 ? MAX_LIMIT : Math.min(Integer.parseInt(digits), MAX_LIMIT);
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

  /** Adds an error unless it was added for another value of the parameter. */
  public void addError(String name, String message) {
    FieldError error = new FieldError(name, message);
    if (!errors.contains(error)) {
      errors.add(error);
    }
  }
}
