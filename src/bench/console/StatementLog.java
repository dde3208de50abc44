import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of a PostgreSQL, read for statements that count. It needs the server's settings {@link
 * #SETTINGS}.
 */
final class StatementLog {

  /** The name by which a connection of this program is left out. */
  static final String OWN = "bench";

  static final Map<String, String> SETTINGS =
      Map.of(
          "logging_collector", "on",
          "log_filename", "statements.log",
          "log_rotation_age", "0",
          "log_rotation_size", "0");

  private static final Pattern LINE = Pattern.compile("(?m)^@");
  private static final Pattern STATEMENT =
      Pattern.compile("(?s)([^|]*)\\|LOG: {2}(?:statement|execute [^:]*): (.*)");
  private static final Pattern COUNT = Pattern.compile("(?i)\\bcount\\s*\\(");

  private final Connection connection;
  private final Path file;
  private int marks;

  StatementLog(Connection connection, Path folder) {
    this.connection = connection;
    file = folder.resolve("statements.log");
  }

  /** Makes the server log all statements, or none. */
  void set(boolean all) throws SQLException {
    execute("ALTER SYSTEM SET log_line_prefix = '@%a|'");
    execute("ALTER SYSTEM SET log_statement = '%s'".formatted(all ? "all" : "none"));
    execute("SELECT pg_reload_conf()");
  }

  /** Returns the end of the log, when all that was executed before is in it. */
  long end() throws SQLException, IOException, InterruptedException {
    String mark = "mark %d of the log".formatted(++marks);
    for (int turn = 0; turn < 200; turn++) {
      execute("SELECT '%s'".formatted(mark)); // the first ones may come before the settings
      long size = Files.exists(file) ? Files.size(file) : 0;
      if (read(Math.max(0, size - 1_000_000), size).contains(mark)) {
        return size;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IllegalStateException("no statements in " + file);
  }

  /** Returns how often each statement with a count was executed by others, between two ends. */
  Map<String, Integer> counting(long from, long to) throws IOException {
    Map<String, Integer> counting = new TreeMap<>();
    LINE.splitAsStream(read(from, to))
        .map(STATEMENT::matcher)
        .filter(line -> line.matches() && !line.group(1).equals(OWN))
        .map(line -> line.group(2).strip().replaceAll("\\s+", " "))
        .filter(sql -> COUNT.matcher(sql).find())
        .forEach(sql -> counting.merge(sql, 1, Integer::sum));
    return counting;
  }

  private String read(long from, long to) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
      channel.position(from);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until all is read
      }
      return new String(bytes.array(), StandardCharsets.UTF_8);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Shortens a statement to one line, around its first count. */
  static String around(String sql) {
    Matcher count = COUNT.matcher(sql);
    int at = count.find() ? count.start() : 0;
    return String.format(
        Locale.ROOT,
        "%s … %s",
        sql.substring(0, Math.min(40, sql.length())),
        sql.substring(Math.max(0, at - 50), Math.min(sql.length(), at + 90)));
  }
}
