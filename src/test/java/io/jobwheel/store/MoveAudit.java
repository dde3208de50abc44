package io.jobwheel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.JobState;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Records each change of a job's state by a trigger of the database, including two changes in one
 * transaction.
 */
public final class MoveAudit {

  private static final String SQLITE =
      """
      CREATE TABLE audit (n INTEGER PRIMARY KEY, job TEXT, was TEXT, became TEXT);
      CREATE TRIGGER note AFTER UPDATE ON job WHEN OLD.state <> NEW.state
      BEGIN
        INSERT INTO audit (job, was, became) VALUES (NEW.id, OLD.state, NEW.state);
      END;
      """;

  private static final String POSTGRES =
      """
      CREATE TABLE audit (
        n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, job uuid, was text, became text);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO jobwheel.audit (job, was, became) VALUES (NEW.id, OLD.state, NEW.state);
          RETURN NULL;
        END $$;
      CREATE TRIGGER note AFTER UPDATE ON job
        FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION note();
      """;

  /** A change of a job's state. */
  public record Move(JobState was, JobState became) {

    boolean isLegal() {
      return was.canBecome(became);
    }

    @Override
    public String toString() {
      return was + " -> " + became;
    }
  }

  private final String url;

  private MoveAudit(String url) {
    this.url = url;
  }

  /** Begins to record the moves in a migrated store, before its first write. */
  public static MoveAudit of(String url) {
    boolean postgres = url.startsWith("jdbc:postgresql:");
    MoveAudit audit = new MoveAudit(postgres ? url + "&currentSchema=jobwheel" : url);
    audit.execute(postgres ? POSTGRES : SQLITE);
    return audit;
  }

  private void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the moves of each job, in order. */
  public Map<UUID, List<Move>> moves() {
    Map<UUID, List<Move>> moves = new HashMap<>();
    for (Map<String, String> row : select("SELECT * FROM audit ORDER BY n")) {
      Move move = new Move(state(row, "was"), state(row, "became"));
      moves.computeIfAbsent(UUID.fromString(row.get("job")), _ -> new ArrayList<>()).add(move);
    }
    return moves;
  }

  /** Returns the rows of all jobs, with every column as text. */
  public Map<UUID, Map<String, String>> rows() {
    Map<UUID, Map<String, String>> rows = new HashMap<>();
    select("SELECT * FROM job").forEach(row -> rows.put(UUID.fromString(row.get("id")), row));
    return rows;
  }

  public void requireLegalMoves() {
    assertThat(moves().values()).allSatisfy(moves -> assertThat(moves).allMatch(Move::isLegal));
  }

  public static JobState state(Map<String, String> row, String column) {
    return JobState.valueOf(row.get(column));
  }

  private List<Map<String, String>> select(String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      ResultSetMetaData columns = result.getMetaData();
      List<Map<String, String>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new TreeMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
