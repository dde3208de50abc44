package io.jobwheel.store.jdbc.row;

import io.jobwheel.job.Blocker;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became of the jobs of a request that were not stored as one text. The first line is
 * the duplicates, such as {@code 0d,17r}; each further one is a job that a limit rejected, such as
 * {@code 5 NAME/KEY}. Keys have no line break.
 */
public final class DuplicatesColumn {

  private DuplicatesColumn() {}

  /** Returns the text; null if all jobs were stored. */
  public static @Nullable String write(
      SortedMap<Integer, DuplicateOutcome> duplicates, SortedMap<Integer, Blocker> rejections) {
    if (duplicates.isEmpty() && rejections.isEmpty()) {
      return null;
    }
    String first =
        duplicates.entrySet().stream()
            .map(place -> place.getKey() + letter(place.getValue()))
            .collect(Collectors.joining(","));
    return rejections.entrySet().stream()
        .map(place -> "\n%d %s".formatted(place.getKey(), countId(place.getValue())))
        .collect(Collectors.joining("", first, ""));
  }

  private static String countId(Blocker blocker) {
    return LimitsColumn.countId(blocker.limit(), blocker.key());
  }

  /** Returns the duplicates of a text; none for null. */
  public static SortedMap<Integer, DuplicateOutcome> readDuplicates(@Nullable String text) {
    SortedMap<Integer, DuplicateOutcome> duplicates = new TreeMap<>();
    String first = text == null ? "" : text.lines().findFirst().orElse("");
    if (!first.isEmpty()) {
      for (String place : first.split(",", -1)) {
        int end = place.length() - 1;
        duplicates.put(Integer.valueOf(place.substring(0, end)), decision(place.substring(end)));
      }
    }
    return duplicates;
  }

  /** Returns the limits that rejected jobs; none for null. */
  public static SortedMap<Integer, Blocker> readRejections(@Nullable String text) {
    SortedMap<Integer, Blocker> rejections = new TreeMap<>();
    if (text != null) {
      text.lines()
          .skip(1)
          .forEach(line -> {
            int space = line.indexOf(' ');
            rejections.put(
                Integer.valueOf(line.substring(0, space)),
                LimitsColumn.readCountId(line.substring(space + 1)));
          });
    }
    return rejections;
  }

  private static String letter(DuplicateOutcome decision) {
    return switch (decision) {
      case RETURNED -> "d";
      case REPLACED -> "r";
      case REJECTED -> "x";
    };
  }

  private static DuplicateOutcome decision(String letter) {
    return Map.of("d", DuplicateOutcome.RETURNED, "r", DuplicateOutcome.REPLACED)
        .getOrDefault(letter, DuplicateOutcome.REJECTED);
  }
}
