package io.jobwheel.api.job;

import io.jobwheel.store.JobText;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the parameter {@code include}: which texts of jobs an answer has. */
public final class Include {

  public static final String NAME = "include";

  private Include() {}

  /**
   * What is named, in values that are lists with commas; empty when nothing is.
   *
   * @param values as the query has them; a list that the framework makes of them lacks blank names
   * @throws IllegalArgumentException when a name is unknown; it says which are known
   */
  public static Set<JobText> parse(List<String> values) {
    Set<JobText> texts = EnumSet.noneOf(JobText.class);
    values.stream()
        .filter(value -> !value.isEmpty())
        .flatMap(value -> names(value).stream())
        .forEach(name -> texts.add(text(name)));
    return texts;
  }

  /** The names in a value; the value itself when it is nothing but commas. */
  private static List<String> names(String value) {
    List<String> names =
        Arrays.stream(value.split(",", -1)).filter(name -> !name.isEmpty()).toList();
    return names.isEmpty() ? List.of(value) : names;
  }

  private static JobText text(String name) {
    return Arrays.stream(JobText.values())
        .filter(text -> text.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be of payload, result"));
  }
}
