package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.ScheduleProgress;
import io.jobwheel.store.schedule.Schedules.Fired;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PostgresSchedulesTest extends SchedulesContract {

  @Override
  TestStore open() {
    return PostgresStores.openEmpty();
  }

  /** Fires, and waits for the test within the transaction. */
  private static final class Slow extends Hourly {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public FirePlan plan(DueSchedule due) {
      begun.countDown();
      try {
        assertThat(mayEnd.await(30, SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return super.plan(due);
    }
  }

  @Test
  void aNodeLeavesTheSchedulesThatAnotherHasLocked() throws Exception {
    put(schedule("a", DUE));
    put(schedule("b", DUE.plusSeconds(1)));
    Slow slow = new Slow();
    Hourly planner = new Hourly();
    try (TestStore otherNode = PostgresStores.openAgain()) {
      CompletableFuture<Fired> first = store.schedules.fireDue(slow, 1);
      assertThat(slow.begun.await(30, SECONDS)).isTrue();

      Fired second = get(otherNode.schedules.fireDue(planner, 100));

      assertThat(planner.seen).containsOnlyKeys("b");
      assertThat(second.jobs()).hasSize(1);
      slow.mayEnd.countDown();
      assertThat(get(first).jobs()).hasSize(1);
    }
    assertThat(jobsOf("a")).hasSize(1);
    assertThat(jobsOf("b")).hasSize(1);
  }

  @Test
  void manyNodesFireEachDueTimeOnce() {
    for (int i = 0; i < 20; i++) {
      put(schedule("s" + i, DUE));
    }
    try (TestStore second = PostgresStores.openAgain();
        TestStore third = PostgresStores.openAgain()) {
      List<CompletableFuture<Fired>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        for (TestStore each : List.of(store, second, third)) {
          all.add(each.schedules.fireDue(new Hourly(), 7));
        }
      }
      all.forEach(TestStore::get);
    }

    assertThat(
            store.reader.list(
                "SELECT schedule, scheduled_for FROM job GROUP BY 1, 2 HAVING count(*) > 1",
                _ -> {},
                row -> row.getString(1)))
        .isEmpty();
    for (int i = 0; i < 20; i++) {
      ScheduleProgress progress = read("s" + i).progress();
      assertThat(jobsOf("s" + i)).hasSize((int) progress.fired()).isNotEmpty();
      assertThat(progress.nextDue()).isEqualTo(DUE.plus(Duration.ofHours(progress.fired())));
    }
  }
}
