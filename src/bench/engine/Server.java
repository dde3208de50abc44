import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * A PostgreSQL server for engine.sh, as safe as an installed one; prints its port and ends with its
 * input. With the arguments URL and NAME it makes a database on a server that runs.
 */
final class Server {

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2) {
      try (Connection connection = DriverManager.getConnection(arguments[0]);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + arguments[1]);
      }
      return;
    }
    PrintStream answers = System.out;
    System.setOut(System.err); // the server's log goes there
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("max_connections", "200")
            .start()) {
      answers.println(server.getPort());
      while (System.in.read() >= 0) {
        // until it ends
      }
    }
  }
}
