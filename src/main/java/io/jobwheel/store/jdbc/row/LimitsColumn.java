package io.jobwheel.store.jdbc.row;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.JobLimit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the limits of a job as one text, a line for each: its name, a slash and the key if it has
 * one, a space, and its units. Names have neither slash nor space, and keys no line break.
 */
public final class LimitsColumn {

  private static final char KEY = '/';

  private LimitsColumn() {}

  /** Returns the text; null for no limits. */
  public static @Nullable String write(List<JobLimit> limits) {
    return limits.isEmpty()
        ? null
        : limits.stream()
            .map(limit -> countId(limit.name(), limit.key()) + " " + limit.units())
            .collect(Collectors.joining("\n"));
  }

  /** Returns the limits of a text. */
  public static List<JobLimit> read(@Nullable String text) {
    return text == null ? List.of() : text.lines().map(LimitsColumn::readLine).toList();
  }

  private static JobLimit readLine(String line) {
    int space = line.lastIndexOf(' ');
    Blocker counted = readCountId(line.substring(0, space));
    return new JobLimit(
        counted.limit(), counted.key(), Integer.parseInt(line, space + 1, line.length(), 10));
  }

  /** Returns the id under which the permits of a limit are counted, for a key or as a whole. */
  public static String countId(String limit, @Nullable String key) {
    return key == null ? limit : limit + KEY + key;
  }

  /** Returns the limit and the key of an id. */
  public static Blocker readCountId(String id) {
    int slash = id.indexOf(KEY);
    return slash < 0
        ? new Blocker(id, null)
        : new Blocker(id.substring(0, slash), id.substring(slash + 1));
  }
}
