package io.jobwheel.store.jdbc.query;

import static java.util.stream.Collectors.joining;

import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
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
  private static final int FOLLOWED = WITH_TEXTS + 1;
  private static final int MATCHES = FOLLOWED + 1;
  private static final int LAST = MATCHES + 1;

  private JobViewSql() {}

  /**
   * Returns the query of a page, in descending order of ids, which ends at the limit on texts.
   *
   * @param ids the query of the ids, as of {@link ListScan#sql}; its placeholders are the only ones
   *     of the statement
   */
  static String page(String ids, int limit, TextSelection texts) {
    String measured =
        texts.texts().isEmpty()
            ? "SELECT id, matches, last, 0 AS bytes FROM candidate"
            : "SELECT id, matches, last, CASE WHEN matches = 1 THEN %s ELSE 0 END AS bytes FROM candidate JOIN job USING (id)"
                .formatted(bytes(texts.texts()));
    return """
    WITH candidate AS (
      %s),
    measured AS (
      %s),
    placed AS (
      SELECT id, matches, last, bytes, sum(bytes) OVER (ORDER BY id DESC) - bytes AS bytes_before,
        row_number() OVER (ORDER BY id DESC) AS place,
        CASE WHEN lead(id) OVER (ORDER BY id DESC) IS NULL THEN 0 ELSE 1 END AS followed
      FROM measured)
    SELECT %s, bytes, 1, followed, matches, last
    FROM placed JOIN job USING (id)
    WHERE place <= %d AND bytes_before < %d
    ORDER BY id DESC
    """
        .formatted(
            ids,
            measured,
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

  /** Returns the query of the newest deliveries of a job or group, by its id and a limit. */
  static String deliveries() {
    return "SELECT %s, %s, 1, 0 FROM job WHERE delivery_of = ? ORDER BY id DESC LIMIT ?"
        .formatted(JobRow.COLUMNS, bytes(Set.of(JobText.values())));
  }

  /** Passes the size to the meter, then reads the row. */
  static JobView read(ResultSet row, Dialect dialect, Set<JobText> texts, ReadMeter meter)
      throws SQLException {
    meter.reading(JOB_BYTES + row.getLong(BYTES));
    return new JobView(JobRow.read(row, dialect), row.getInt(WITH_TEXTS) == 1 ? texts : Set.of());
  }

  /** Returns whether {@link ListScan} has a row after this one, which the page may leave out. */
  static boolean isFollowed(ResultSet row) throws SQLException {
    return row.getInt(FOLLOWED) == 1;
  }

  /** Returns whether the job matches the filter of its page. */
  static boolean matches(ResultSet row) throws SQLException {
    return row.getInt(MATCHES) == 1;
  }

  /** Returns whether the scan of the page ended at the job. */
  static boolean isLast(ResultSet row) throws SQLException {
    return row.getInt(LAST) == 1;
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
