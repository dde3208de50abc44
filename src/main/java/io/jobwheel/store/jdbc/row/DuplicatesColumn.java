package io.jobwheel.store.jdbc.row;

import io.jobwheel.store.Duplicate.DuplicateOutcome;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what became of the duplicates of a request as one text, such as {@code 0d,17r}. */
public final class DuplicatesColumn {

  private DuplicatesColumn() {}

  /** Returns the text; null if there are no duplicates. */
  public static @Nullable String write(SortedMap<Integer, DuplicateOutcome> duplicates) {
    return duplicates.isEmpty()
        ? null
        : duplicates.entrySet().stream()
            .map(place -> place.getKey() + letter(place.getValue()))
            .collect(Collectors.joining(","));
  }

  /** Returns the duplicates of a text; none for null. */
  public static SortedMap<Integer, DuplicateOutcome> read(@Nullable String text) {
    SortedMap<Integer, DuplicateOutcome> duplicates = new TreeMap<>();
    if (text != null) {
      for (String place : text.split(",", -1)) {
        int end = place.length() - 1;
        duplicates.put(Integer.valueOf(place.substring(0, end)), decision(place.substring(end)));
      }
    }
    return duplicates;
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
