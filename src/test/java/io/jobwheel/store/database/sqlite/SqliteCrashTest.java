package io.jobwheel.store.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.ChildJvm;
import io.jobwheel.store.commit.TestStore;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a process during its writes, and checks that all acknowledged jobs are stored. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqliteCrashTest {

  private static final String ACKNOWLEDGED = "acknowledged ";

  @TempDir Path folder;

  /** Submits without end from several threads and prints every id after its acknowledgement. */
  static final class Submitter {
    @SuppressWarnings("resource") // ends by being killed
    public static void main(String[] args) {
      TestStore store = SqliteStores.open(SqliteFile.of("jdbc:sqlite:" + args[0]));
      for (int i = 0; i < 8; i++) {
        Thread.ofPlatform().start(() -> submitForever(store));
      }
    }

    private static void submitForever(TestStore store) {
      while (true) {
        Job job = store.submit(Jobs.queued());
        synchronized (System.out) {
          System.out.println(ACKNOWLEDGED + job.id());
          System.out.flush();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatWasAcknowledgedSurvivesAKill(long seed) throws Exception {
    SqliteFile file = SqliteStores.file(folder);
    List<UUID> acknowledged = new ArrayList<>();
    int enough = 20 + new Random(seed).nextInt(3000);
    try (ChildJvm child = ChildJvm.run(Submitter.class, file.path().toString())) {
      BufferedReader output = child.output();
      while (acknowledged.size() < enough) {
        keep(output.readLine(), acknowledged);
      }
      child.kill();
      // what is left in the pipe was acknowledged as well
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        keep(line, acknowledged);
      }
    }
    try (TestStore store = SqliteStores.open(file)) {
      assertThat(acknowledged)
          .hasSizeGreaterThanOrEqualTo(enough)
          .allMatch(id -> store.queries.find(id).isPresent());
    }
  }

  private static void keep(String line, List<UUID> acknowledged) {
    assertThat(line).as("the child lives").isNotNull();
    // between its log, and the last line may be torn
    if (line.startsWith(ACKNOWLEDGED) && line.length() == ACKNOWLEDGED.length() + 36) {
      acknowledged.add(UUID.fromString(line.substring(ACKNOWLEDGED.length())));
    }
  }
}
