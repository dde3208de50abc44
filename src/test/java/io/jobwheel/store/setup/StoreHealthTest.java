package io.jobwheel.store.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.commit.OutageLog;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.sql.StoreProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

@Timeout(30)
class StoreHealthTest {

  private static final Instant BROKEN_AT = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;

  private final OutageLog outages = new OutageLog(InstantSource.fixed(BROKEN_AT));
  private final WriteGate gate = new WriteGate(InstantSource.fixed(BROKEN_AT));

  @Test
  void isUpWhileTheStoreCanBeReadAndWritten() {
    try (TestStore store = SqliteStores.open(SqliteStores.file(folder))) {
      assertThat(health(store)).isEqualTo(Health.up().build());
    }
  }

  @Test
  void namesTheFailedWriteUntilOneSucceeds() {
    try (TestStore store = SqliteStores.open(SqliteStores.file(folder))) {
      outages.failed(new StoreUnavailableException("the disk is full"));
      Health down = health(store);
      assertThat(down.getStatus()).isEqualTo(Status.DOWN);
      assertThat(down.getDetails())
          .containsEntry("writing", "the disk is full")
          .containsEntry("since", BROKEN_AT.toString());
      outages.recovered();
      assertThat(health(store).getStatus()).isEqualTo(Status.UP);
    }
  }

  @Test
  void isDownWhenTheStoreCannotBeRead() {
    TestStore store = SqliteStores.open(SqliteStores.file(folder));
    store.close();
    Health down = health(store);
    assertThat(down.getStatus()).isEqualTo(Status.DOWN);
    assertThat(down.getDetails().get("reading").toString()).contains("cannot be read");
    assertThat(down.getDetails()).containsEntry("since", BROKEN_AT.toString());
  }

  @Test
  void aReadThatHangsIsReportedInTimeAndStartedOnce() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    AtomicInteger queries = new AtomicInteger();
    StoreProbe ping =
        new StoreProbe(
            () -> {
              queries.incrementAndGet();
              try {
                hang.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            Duration.ofMillis(10));
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(ping::run)
          .withMessageContaining("did not answer within");
    }
    hang.countDown();
    assertThat(queries).hasValue(1);
  }

  private Health health(TestStore store) {
    return new StoreHealth(store.queries, gate, outages, InstantSource.fixed(BROKEN_AT)).health();
  }
}
