import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.slf4j.LoggerFactory;

/**
 * The limit on SQLite: the inserts and updates of the same jobs on the same tables, with the
 * settings of the store, by one connection: for so many callers, transactions of so many inserts
 * and then of so many updates, as batches of JDBC, and nothing else.
 */
final class SqliteBench implements Engine {

  private static final String INSERT =
      """
      INSERT INTO job (id, type, mode, state, priority, attempt, fence, owner, payload,
        created_at, run_at, started_at)
      VALUES (?, 'noop', 'virtual-threads', 'RUNNING', 0, 1, 1, ?, '{}', ?, ?, ?)
      """;

  private static final String UPDATE =
      """
      UPDATE job SET state = 'SUCCEEDED', owner = NULL, finished_at = ?
      WHERE id = ? AND owner = ? AND fence = 1
      """;

  private final String url;

  private SqliteBench(String url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    Flyway.configure()
        .dataSource(arguments[0], null, null)
        .locations("classpath:db/migration/sqlite")
        .load()
        .migrate();
    Engine.serve(new SqliteBench(arguments[0]));
  }

  @Override
  public long life(int jobs, int callers) throws Exception {
    String owner = UUID.randomUUID().toString();
    long began = System.nanoTime();
    try (Connection connection = connect();
        PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement update = connection.prepareStatement(UPDATE)) {
      for (int done = 0; done < jobs; done += callers) {
        String[] ids = new String[callers];
        for (int i = 0; i < callers; i++) {
          long now = System.currentTimeMillis();
          ids[i] =
              new UUID(
                      now << 16 | 0x7000 | (i & 0xfff),
                      UUID.randomUUID().getLeastSignificantBits())
                  .toString();
          insert.setString(1, ids[i]);
          insert.setString(2, owner);
          for (int time = 3; time <= 5; time++) {
            insert.setLong(time, now * 1_000);
          }
          insert.addBatch();
        }
        expectOneEach(insert.executeBatch());
        connection.commit();
        for (String id : ids) {
          update.setLong(1, System.currentTimeMillis() * 1_000);
          update.setString(2, id);
          update.setString(3, owner);
          update.addBatch();
        }
        expectOneEach(update.executeBatch());
        connection.commit();
      }
    }
    return System.nanoTime() - began;
  }

  private static void expectOneEach(int[] rows) {
    for (int each : rows) {
      if (each != 1) {
        throw new IllegalStateException(each + " rows instead of one");
      }
    }
  }

  @Override
  public long drain(int jobs) {
    throw new UnsupportedOperationException("nothing waits");
  }

  private Connection connect() throws Exception {
    Connection connection =
        DriverManager.getConnection(
            url + "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE&foreign_keys=on&cache_size=-32768");
    connection.setAutoCommit(false);
    return connection;
  }
}
