package io.jobwheel.handler.http.call;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statuses that are a success. */
record ExpectedStatuses(List<Range> ranges) {

  private static final Pattern ENTRY =
      Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?|([1-5])xx");

  /** From the first to the last, both included. */
  record Range(int first, int last) {}

  static final ExpectedStatuses SUCCESSFUL = new ExpectedStatuses(List.of(new Range(200, 299)));

  static boolean isEntry(String text) {
    Matcher entry = ENTRY.matcher(text);
    return entry.matches()
        && (entry.group(2) == null || entry.group(1).compareTo(entry.group(2)) <= 0);
  }

  /** Reads entries such as {@code 204}, {@code 2xx} or {@code 200-299}. */
  static ExpectedStatuses of(List<String> entries) {
    return new ExpectedStatuses(entries.stream().map(ExpectedStatuses::range).toList());
  }

  private static Range range(String text) {
    Matcher entry = ENTRY.matcher(text);
    if (!entry.matches()) {
      throw new IllegalArgumentException("'%s' is no status".formatted(text));
    }
    if (entry.group(3) != null) {
      int first = 100 * Integer.parseInt(entry.group(3));
      return new Range(first, first + 99);
    }
    int first = Integer.parseInt(entry.group(1));
    return new Range(first, entry.group(2) == null ? first : Integer.parseInt(entry.group(2)));
  }

  boolean contain(int status) {
    return ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
  }
}
