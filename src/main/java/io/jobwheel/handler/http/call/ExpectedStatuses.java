package io.jobwheel.handler.http.call;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The status codes that count as success.
 *
 * @param ranges the ranges of status codes
 */
record ExpectedStatuses(List<StatusRange> ranges) {

  private static final Pattern ENTRY =
      Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?|([1-5])xx");

  /** A range of status codes; both bounds are inclusive. */
  record StatusRange(int first, int last) {}

  static final ExpectedStatuses SUCCESSFUL =
      new ExpectedStatuses(List.of(new StatusRange(200, 299)));

  /** Returns whether {@link #of} accepts this entry. */
  static boolean isEntry(String text) {
    Matcher entry = ENTRY.matcher(text);
    return entry.matches()
        && (entry.group(2) == null || entry.group(1).compareTo(entry.group(2)) <= 0);
  }

  /** Parses entries such as {@code 204}, {@code 2xx} or {@code 200-299}. */
  static ExpectedStatuses of(List<String> entries) {
    return new ExpectedStatuses(entries.stream().map(ExpectedStatuses::range).toList());
  }

  private static StatusRange range(String text) {
    Matcher entry = ENTRY.matcher(text);
    if (!entry.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a status, a class or a range".formatted(text));
    }
    if (entry.group(3) != null) {
      int first = 100 * Integer.parseInt(entry.group(3));
      return new StatusRange(first, first + 99);
    }
    int first = Integer.parseInt(entry.group(1));
    return new StatusRange(
        first, entry.group(2) == null ? first : Integer.parseInt(entry.group(2)));
  }

  boolean contains(int status) {
    return ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
  }
}
