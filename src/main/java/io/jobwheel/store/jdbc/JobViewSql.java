package io.jobwheel.store.jdbc;

import static java.util.stream.Collectors.joining;

import io.jobwheel.store.JobText;
import io.jobwheel.store.JobView;
import io.jobwheel.store.ReadMeter;
import io.jobwheel.store.TextSelection;
import io.jobwheel.store.sql.Dialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/**
 * Queries for several jobs that limit texts by a {@link TextSelection}. Each is one statement and
 * therefore one snapshot: it measures the texts of the candidates without reading them, adds up
 * their sizes in the order of the result, and reads the texts within the limit.
 */
final class JobViewSql {

  // approximate heap size of a job without texts
  private static final int JOB_BYTES = 1_024;

  private static final int BYTES = JobRow.COLUMN_COUNT + 1;
  private static final int WITH_TEXTS = BYTES + 1;
  private static final int CANDIDATES = WITH_TEXTS + 1;

  private JobViewSql() {}

  /**
   * Returns the query of a page, in descending order of ids, which ends at the limit on texts.
   *
   * @param where the condition; its placeholders are the only ones of the statement
   */
  static String page(String where, int limit, TextSelection texts) {
    return """
    WITH candidate AS (
      SELECT id, %s AS bytes FROM job %s ORDER BY id DESC LIMIT %d),
    measured AS (
      SELECT id, bytes, sum(bytes) OVER (ORDER BY id DESC) - bytes AS bytes_before,
        row_number() OVER (ORDER BY id DESC) AS place, count(*) OVER () AS candidates
      FROM candidate)
    SELECT %s, bytes, 1, candidates
    FROM measured JOIN job USING (id)
    WHERE place <= %d AND bytes_before < %d
    ORDER BY id DESC
    """
        .formatted(
            bytes(texts.texts()),
            where,
            limit + 1, // one more, to detect another page
            JobRow.columns(
                read(JobText.PAYLOAD, texts, "payload"), read(JobText.RESULT, texts, "result")),
            limit,
            texts.maxBytes());
  }

  /**
   * Returns the query of all jobs of a group, in ascending order of ids; those past the limit come
   * without texts.
   */
  static String group(TextSelection texts) {
    String within = "CASE WHEN bytes_before < %d THEN %%s ELSE %%s END".formatted(texts.maxBytes());
    return """
    WITH measured AS (
      SELECT id, bytes, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before
      FROM (SELECT id, %s AS bytes FROM job WHERE group_id = ?) AS candidate)
    SELECT %s, %s, %s, 0
    FROM measured JOIN job USING (id)
    ORDER BY id
    """
        .formatted(
            bytes(texts.texts()),
            JobRow.columns(
                read(JobText.PAYLOAD, texts, within.formatted("payload", "'null'")),
                read(JobText.RESULT, texts, within.formatted("result", "NULL"))),
            within.formatted("bytes", "0"),
            within.formatted("1", "0"));
  }

  /** Returns the query of one job with all its texts, by id. */
  static String one() {
    return "SELECT %s, %s, 1, 0 FROM job WHERE id = ?"
        .formatted(JobRow.COLUMNS, bytes(Set.of(JobText.values())));
  }

  /** Passes the size to the meter, then reads the row. */
  static JobView read(ResultSet row, Dialect dialect, Set<JobText> texts, ReadMeter meter)
      throws SQLException {
    meter.reading(JOB_BYTES + row.getLong(BYTES));
    return new JobView(JobRow.read(row, dialect), row.getInt(WITH_TEXTS) == 1 ? texts : Set.of());
  }

  static int candidates(ResultSet row) throws SQLException {
    return row.getInt(CANDIDATES);
  }

  private static String read(JobText text, TextSelection texts, String expression) {
    if (texts.texts().contains(text)) {
      return expression;
    }
    return switch (text) {
      case PAYLOAD -> "'null'";
      case RESULT -> "NULL";
    };
  }

  private static String bytes(Set<JobText> texts) {
    return texts.isEmpty()
        ? "0"
        : texts.stream()
            .sorted()
            .map(text ->
                switch (text) {
                  case PAYLOAD -> "octet_length(payload)";
                  case RESULT -> "coalesce(octet_length(result), 0)";
                })
            .collect(joining(" + "));
  }
}
