package io.jobwheel.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.PostgresServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL reads of arrays of ids. */
class UuidArrayTest {

  private static final String BINARY = "&binaryTransferEnable=2951";
  private static final String TEXT = "&binaryTransfer=false";

  private final Random random = new Random(7);

  /** Returns each element as the server writes it, in order. */
  private static List<@Nullable String> read(Connection connection, @Nullable UUID... ids)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id::text FROM unnest(?::uuid[]) WITH ORDINALITY AS given (id, number)"
                + " ORDER BY number")) {
      select.setObject(1, new UuidArray(ids));
      List<@Nullable String> read = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          read.add(rows.getString(1));
        }
      }
      return read;
    }
  }

  private static Connection connect(String settings) throws SQLException {
    return DriverManager.getConnection(PostgresServers.newEmptyDatabase() + settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {BINARY, TEXT})
  void theServerReadsTheSameIdsInBothForms(String settings) throws SQLException {
    try (Connection connection = connect(settings)) {
      for (int length : new int[] {0, 1, 2, 1_000}) {
        UUID[] ids = new UUID[length];
        List<@Nullable String> expected = new ArrayList<>();
        for (int i = 0; i < length; i++) {
          ids[i] = random.nextInt(4) == 0 ? null : new UUID(random.nextLong(), random.nextLong());
          expected.add(ids[i] == null ? null : ids[i].toString());
        }
        assertThat(read(connection, ids)).isEqualTo(expected);
      }
    }
  }

  @Test
  void theDriverSendsTheBinaryFormOnRequest() throws SQLException {
    try (Connection connection = connect(BINARY)) {
      UuidArray array =
          new UuidArray(new UUID[] {new UUID(1, 2)}) {
            @Override
            public String getValue() {
              throw new AssertionError("The text was asked for.");
            }
          };
      try (PreparedStatement select = connection.prepareStatement("SELECT cardinality(?)")) {
        select.setObject(1, array);
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isOne();
        }
      }
    }
  }
}
