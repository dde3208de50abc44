package io.jobwheel.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jobwheel.store.database.postgres.PostgresStores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server for the tests of this JVM. Each caller gets its own database. */
public final class PostgresServers {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private PostgresServers() {}

  private static final class Shared {
    static final EmbeddedPostgres SERVER = start();
  }

  private static final class Template {
    static final String NAME = migrated("migrated");
  }

  /** Starts another server on a free port. The caller closes it. */
  public static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setServerConfig("max_connections", "300")
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a standby in the folder, whose primary does not exist. The caller closes it. */
  public static EmbeddedPostgres startStandby(Path folder) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder().setDataDirectory(folder).setCleanDataDirectory(false);
    try {
      builder.start().close();
      Files.createFile(folder.resolve("standby.signal"));
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A primary server, and a standby that replays its changes. */
  public record Pair(EmbeddedPostgres primary, EmbeddedPostgres standby) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      try (primary) {
        standby.close();
      }
    }
  }

  /** Starts two servers in an empty folder, the standby as a copy. The caller closes them. */
  public static Pair startPair(Path folder) {
    Path data = folder.resolve("primary");
    Path copy = folder.resolve("standby");
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
      builder.start().close();
      copy(data, copy);
      EmbeddedPostgres primary = builder.start();
      Files.createFile(copy.resolve("standby.signal"));
      Files.writeString(
          copy.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'%n"
              .formatted(primary.getPort()),
          StandardOpenOption.APPEND);
      EmbeddedPostgres standby =
          EmbeddedPostgres.builder().setDataDirectory(copy).setCleanDataDirectory(false).start();
      return new Pair(primary, standby);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a folder with the owners of its files, since the server does not run as root. */
  private static void copy(Path from, Path to) throws IOException {
    Process copying = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
    try {
      if (copying.waitFor() != 0) {
        throw new IOException(new String(copying.getErrorStream().readAllBytes(), UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /**
   * Returns the URL of a new and migrated database without rows on the shared server. It is a copy
   * of a database that is migrated once, so that Flyway has nothing left to migrate.
   */
  public static String newDatabase() {
    return newDatabase(Template.NAME);
  }

  /** Returns the URL of a new and empty database on the shared server. */
  public static String newEmptyDatabase() {
    return newDatabase("template1");
  }

  private static String newDatabase(String template) {
    return create("test_" + DATABASES.incrementAndGet(), template);
  }

  private static String migrated(String name) {
    PostgresStores.migrate(create(name, "template1"));
    return name;
  }

  private static String create(String name, String template) {
    int port = Shared.SERVER.getPort();
    execute(url(port, "postgres"), "CREATE DATABASE " + name + " TEMPLATE " + template);
    return url(port, name);
  }

  /** Returns the address of a database on a server of this host. */
  public static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres".formatted(port, database);
  }

  /** Executes a statement in its own transaction. */
  public static void execute(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the first column of a query, as text. */
  public static List<String> query(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getString(1));
      }
      return column;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
