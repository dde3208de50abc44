package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.store.JobOutputs.OutputPortion;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.JobOutputs.PrintReader;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Reads output in portions. Each portion is a query of its own that continues after the last print
 * of the previous one, so a slow reader holds the memory of one portion and no connection.
 */
final class OutputPortions {

  // limits of a portion; a single print may be longer
  private static final int MAX_PRINTS = 2_000;
  private static final int MAX_BYTES = 262_144;

  // approximate heap size of a print without its text
  private static final int PRINT_BYTES = 160;

  /** The position of a print in the order of reading. */
  private record OutputPosition(long at, long id) {

    static final OutputPosition START = new OutputPosition(Long.MIN_VALUE, Long.MIN_VALUE);
  }

  /**
   * A row of a portion.
   *
   * @param followed whether further rows may follow, of which this portion may have none
   */
  private record Row(Print print, OutputPosition position, boolean followed) {}

  /** Reads the output of one attempt, by id. */
  static final String OF_ATTEMPT =
      sql(
          """
          FROM job_event event
          WHERE event.job_id = ? AND event.attempt = ? AND event.kind = 'OUTPUT' AND event.id > ?
          """,
          "id");

  /** Reads the output of the latest attempts of a group's jobs, by time. */
  static final String OF_GROUP =
      sql(
          """
          FROM job JOIN job_event event ON event.job_id = job.id AND event.attempt = job.attempt
          WHERE job.group_id = ? AND event.kind = 'OUTPUT' AND (event.at, event.id) > (?, ?)
          """,
          "at, id");

  private final StoreReader reader;

  OutputPortions(StoreReader reader) {
    this.reader = reader;
  }

  private static String sql(String from, String order) {
    return """
    WITH candidate AS (
      SELECT event.id AS id, event.at AS at, octet_length(event.text) AS bytes %1$s
      ORDER BY %2$s LIMIT %3$d),
    measured AS (
      SELECT id, bytes, sum(bytes) OVER (ORDER BY %2$s) - bytes AS bytes_before,
        row_number() OVER (ORDER BY %2$s) AS place,
        CASE WHEN lead(id) OVER (ORDER BY %2$s) IS NULL THEN 0 ELSE 1 END AS followed
      FROM candidate)
    SELECT job_id, attempt, at, text, id, bytes,
      CASE WHEN followed = 1 OR place = %3$d THEN 1 ELSE 0 END
    FROM measured JOIN job_event USING (id)
    WHERE bytes_before < %4$d
    ORDER BY %2$s
    """
        .formatted(from, order, MAX_PRINTS, MAX_BYTES);
  }

  <E extends Exception> void ofAttempt(
      UUID jobId, int attempt, ReadMeter meter, PrintReader<E> consumer) throws E {
    readAll(from -> ofAttempt(jobId, attempt, from.id(), meter), consumer);
  }

  private List<Row> ofAttempt(UUID jobId, int attempt, long after, ReadMeter meter) {
    return reader.list(
        OF_ATTEMPT,
        select -> select.id(jobId).number(attempt).number(after),
        row -> read(row, meter));
  }

  /** Returns the portion after the position, which is the id of a print. */
  OutputPortion after(UUID jobId, int attempt, long position, ReadMeter meter) {
    List<Row> rows = ofAttempt(jobId, attempt, position, meter);
    return rows.isEmpty()
        ? new OutputPortion(List.of(), position, false)
        : new OutputPortion(
            rows.stream().map(Row::print).toList(),
            rows.getLast().position().id(),
            rows.getLast().followed());
  }

  <E extends Exception> void ofGroup(UUID groupId, ReadMeter meter, PrintReader<E> consumer)
      throws E {
    readAll(
        from ->
            reader.list(
                OF_GROUP,
                select -> select.id(groupId).number(from.at()).number(from.id()),
                row -> read(row, meter)),
        consumer);
  }

  /** Reads the portion after a position. */
  @FunctionalInterface
  private interface PortionQuery {
    List<Row> after(OutputPosition position);
  }

  private static <E extends Exception> void readAll(PortionQuery query, PrintReader<E> consumer)
      throws E {
    OutputPosition last = OutputPosition.START;
    boolean more = true;
    while (more) {
      List<Row> rows = query.after(last);
      if (rows.isEmpty()) {
        return;
      }
      last = rows.getLast().position();
      more = rows.getLast().followed();
      consumer.read(rows.stream().map(Row::print).toList());
    }
  }

  private Row read(ResultSet row, ReadMeter meter) throws SQLException {
    meter.reading(PRINT_BYTES + row.getLong(6));
    Instant at = Micros.toInstant(row.getLong(3));
    UUID job = requireNonNull(reader.dialect().id(row, 1));
    return new Row(
        new Print(job, row.getInt(2), at, row.getString(4)),
        new OutputPosition(row.getLong(3), row.getLong(5)),
        row.getInt(7) == 1);
  }
}
