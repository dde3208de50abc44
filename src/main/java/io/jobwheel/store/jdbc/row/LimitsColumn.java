package io.jobwheel.store.jdbc.row;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.JobLimit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the limits of a job as one text, a line for each: its units, a space, its name, and if it
 * has a key, a slash and the key. Names have no slash, and keys no line break.
 */
public final class LimitsColumn {

  private static final char KEY = '/';

  private LimitsColumn() {}

  /** Returns the text; null for no limits. */
  public static @Nullable String write(List<JobLimit> limits) {
    return limits.isEmpty()
        ? null
        : limits.stream()
            .map(limit -> limit.units() + " " + countId(limit.name(), limit.key()))
            .collect(Collectors.joining("\n"));
  }

  /** Returns the limits of a text. */
  public static List<JobLimit> read(@Nullable String text) {
    return text == null ? List.of() : text.lines().map(LimitsColumn::readLine).toList();
  }

  private static JobLimit readLine(String line) {
    int space = line.indexOf(' ');
    Blocker counted = readCountId(line.substring(space + 1));
    return new JobLimit(counted.limit(), counted.key(), Integer.parseInt(line.substring(0, space)));
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
