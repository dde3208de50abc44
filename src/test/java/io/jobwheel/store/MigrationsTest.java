package io.jobwheel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes of the version before run on while a new one migrates PostgreSQL: so a migration only adds.
 * src/bench/upgrade.sh tries it with real nodes.
 */
class MigrationsTest {

  private static final Path FOLDER = Path.of("src/main/resources/db/migration/postgresql");
  private static final Pattern TAKES_AWAY =
      Pattern.compile(
          "\\b(drop|rename|truncate|delete)\\b|\\bset\\s+not\\s+null\\b|\\balter\\s+column\\b");
  private static final Pattern HAS_TO_BE_GIVEN =
      Pattern.compile("add\\s+column(?![^,;]*\\bdefault\\b)[^,;]*\\bnot\\s+null\\b");

  static Stream<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("migrations")
  void aMigrationOnlyAdds(Path migration) {
    assertThat(faults(read(migration))).isEmpty();
  }

  @Test
  void whatTakesAwayIsFound() {
    assertThat(faults("ALTER TABLE job DROP COLUMN type;")).isNotEmpty();
    assertThat(faults("ALTER TABLE job RENAME COLUMN type TO kind;")).isNotEmpty();
    assertThat(faults("ALTER TABLE job ALTER COLUMN type SET NOT NULL;")).isNotEmpty();
    assertThat(faults("ALTER TABLE job ADD COLUMN a text, ADD COLUMN b bigint NOT NULL;"))
        .isNotEmpty();
    assertThat(faults("ALTER TABLE job ADD COLUMN b bigint NOT NULL DEFAULT 1; -- drop")).isEmpty();
  }

  private static List<String> faults(String sql) {
    String statements =
        sql.replaceAll("--.*", "")
            .replaceAll("(?i)on delete cascade", "")
            // a wider condition or another index takes nothing from the statements of other nodes
            .replaceAll("(?i)drop (constraint \\w+_check|index \\w+)", "")
            .toLowerCase(Locale.ROOT);
    return Stream.of(TAKES_AWAY, HAS_TO_BE_GIVEN)
        .flatMap(pattern -> pattern.matcher(statements).results())
        .map(found -> found.group())
        .toList();
  }

  private static String read(Path migration) {
    try {
      return Files.readString(migration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
