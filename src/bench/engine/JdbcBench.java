import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.UUID;

/**
 * The limit: the inserts and updates of the same jobs on the same tables, in batches of 500 by two
 * connections, each batch one statement with an array for each column (twice as fast here as
 * JDBC's own batches), and nothing else. The tables have to be there.
 */
final class JdbcBench implements Engine {

  private static final int BATCH = 500;
  private static final int CONNECTIONS = 2;

  private static final String INSERT =
      """
      INSERT INTO jobwheel.job (id, type, mode, state, priority, attempt, fence, owner, payload,
        created_at, run_at, started_at)
      SELECT id, 'noop', 'virtual-threads', 'RUNNING', 0, 1, 1, ?, '{}', at, at, at
      FROM unnest(?::uuid[], ?::bigint[]) AS new (id, at)
      """;

  private static final String UPDATE =
      """
      UPDATE jobwheel.job
      SET state = 'SUCCEEDED', owner = NULL, finished_at = new.at
      FROM unnest(?::uuid[], ?::bigint[]) AS new (id, at)
      WHERE job.id = new.id AND owner = ? AND fence = 1
      """;

  private final String url;

  private JdbcBench(String url) {
    this.url = url;
  }

  public static void main(String[] arguments) throws Exception {
    Engine.serve(new JdbcBench(arguments[0]));
  }

  @Override
  public long life(int jobs, int callers) throws Exception {
    long began = System.nanoTime();
    Engine.share(CONNECTIONS, CONNECTIONS, () -> lives(jobs / CONNECTIONS));
    return System.nanoTime() - began;
  }

  private Void lives(int jobs) throws Exception {
    UUID owner = UUID.randomUUID();
    try (Connection connection = connect();
        PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement update = connection.prepareStatement(UPDATE)) {
      for (int done = 0; done < jobs; done += BATCH) {
        Object[] ids = new Object[BATCH];
        Object[] times = new Object[BATCH];
        for (int i = 0; i < BATCH; i++) {
          long now = System.currentTimeMillis();
          ids[i] =
              new UUID(
                  now << 16 | 0x7000 | (i & 0xfff), UUID.randomUUID().getLeastSignificantBits());
          times[i] = now;
        }
        insert.setObject(1, owner);
        insert.setArray(2, connection.createArrayOf("uuid", ids));
        insert.setArray(3, connection.createArrayOf("bigint", times));
        expect(insert.executeUpdate());
        connection.commit();
        update.setArray(1, connection.createArrayOf("uuid", ids));
        update.setArray(2, connection.createArrayOf("bigint", times));
        update.setObject(3, owner);
        expect(update.executeUpdate());
        connection.commit();
      }
    }
    return null;
  }

  private static void expect(int rows) {
    if (rows != BATCH) {
      throw new IllegalStateException(rows + " rows instead of " + BATCH);
    }
  }

  @Override
  public long drain(int jobs) {
    throw new UnsupportedOperationException("nothing waits");
  }

  private Connection connect() throws Exception {
    Connection connection = DriverManager.getConnection(url);
    connection.createStatement().execute("SET enable_seqscan = off; SET enable_hashjoin = off");
    connection.setAutoCommit(false);
    return connection;
  }
}
