package io.jobwheel.api;

import io.jobwheel.store.JobText;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the parameter {@code include}: which texts of jobs an answer has. */
final class Include {

  static final String NAME = "include";

  private Include() {}

  /**
   * What is named, in values that are lists with commas; empty when nothing is.
   *
   * @throws IllegalArgumentException when a name is unknown; it says which are known
   */
  static Set<JobText> parse(List<String> values) {
    Set<JobText> texts = EnumSet.noneOf(JobText.class);
    values.stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .filter(name -> !name.isEmpty())
        .forEach(name -> texts.add(text(name)));
    return texts;
  }

  private static JobText text(String name) {
    return Arrays.stream(JobText.values())
        .filter(text -> text.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be of payload, result"));
  }
}
