package io.jobwheel.api.job;

import io.jobwheel.store.query.JobText;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parses the parameter {@code include}: the texts of jobs that a response includes. */
public final class Include {

  public static final String NAME = "include";

  private Include() {}

  /**
   * Returns the texts that the values name; empty if they name none.
   *
   * @param values the values of the query, each a list with commas, not yet split by the framework
   * @throws IllegalArgumentException if a name is unknown; its message lists the known names
   */
  public static Set<JobText> parse(List<String> values) {
    Set<JobText> texts = EnumSet.noneOf(JobText.class);
    values.stream()
        .filter(value -> !value.isEmpty())
        .flatMap(value -> names(value).stream())
        .forEach(name -> texts.add(text(name)));
    return texts;
  }

  /** Returns the names in a value, or the value itself if it consists of commas. */
  private static List<String> names(String value) {
    List<String> names =
        Arrays.stream(value.split(",", -1)).filter(name -> !name.isEmpty()).toList();
    return names.isEmpty() ? List.of(value) : names;
  }

  private static JobText text(String name) {
    return Arrays.stream(JobText.values())
        .filter(text -> text.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be one or more of payload, result"));
  }
}
