package io.jobwheel.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that is most similar to an unknown one. */
public final class NearestName {

  // a longer name is unlikely to be misspelt, and comparing it takes long
  private static final int LONGEST = 40;

  private NearestName() {}

  /**
   * Returns the nearest known name within two edits, or within one if the name has at most three
   * characters.
   */
  public static Optional<String> of(String name, Collection<String> known) {
    String given = name.toLowerCase(Locale.ROOT);
    int tolerated = given.length() <= 3 ? 1 : 2;
    return given.length() > LONGEST
        ? Optional.empty()
        : known.stream()
            .filter(each -> edits(given, each.toLowerCase(Locale.ROOT)) <= tolerated)
            .min(
                Comparator.comparingInt(
                        (String each) -> edits(given, each.toLowerCase(Locale.ROOT)))
                    .thenComparing(Comparator.naturalOrder()));
  }

  /** Returns the Levenshtein distance. */
  static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[to.length()];
  }
}
