package io.jobwheel.dispatch;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitChange;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.store.limit.OnLimit;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A limit that one of two nodes on PostgreSQL defines is known to both. */
@Timeout(60)
class SharedLimitsTest {

  private static final LimitSpec ONE = new LimitSpec(1, null, null, OnLimit.BLOCK);
  private static final LimitSpec TWO = new LimitSpec(2, null, null, OnLimit.BLOCK);

  @TempDir Path folder;

  private TestNode here;
  private TestNode there;

  @BeforeEach
  void startBoth() {
    String url = "jobwheel.store.url=" + PostgresServers.newDatabase();
    here = TestNode.start(folder, url);
    there = TestNode.start(folder, url);
  }

  @AfterEach
  void stopBoth() {
    here.close();
    there.close();
  }

  private void changeHere(LimitChange change) {
    var _ = get(here.bean(Limits.class).change("partner", change));
  }

  @Test
  void aNewLimitIsFoundAtOnceAndAChangeWithinAPoll() {
    ActiveLimits known = there.bean(ActiveLimits.class);
    changeHere((_, now) -> Limit.first("partner", ONE, false, "admin", now));
    assertThat(known.find("partner")).contains(ONE);

    changeHere((current, now) -> current.changed(TWO, false, "admin", now));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(known.find("partner")).contains(TWO));

    changeHere((_, _) -> null);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(known.find("partner")).isEmpty());
  }
}
