package io.jobwheel.store;

import static io.jobwheel.store.FairJobs.PLAIN;
import static io.jobwheel.store.FairJobs.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import org.junit.jupiter.api.Test;

class PostgresFairQueuesTest extends FairQueuesContract {

  @Override
  TestStore open() {
    return PostgresStores.openEmpty();
  }

  @Test
  void anotherNodeRanksJobsWithoutAKeyOnceItHasRead() {
    try (TestStore another = PostgresStores.openAgain()) {
      submit(store, "a", 1, 5);
      submit(another, PLAIN, 1, 2);
      assertThat(store.count("fair_key WHERE name = ''")).isZero();
      another.fairQueues.refresh();
      submit(another, PLAIN, 1, 2);
      assertThat(store.count("fair_key WHERE name = ''")).isEqualTo(1);
    }
  }

  @Test
  void aNodeThatHasNotReadTheEndOfRanksStoresNone() {
    try (TestStore another = PostgresStores.openAgain()) {
      submit(store, "a", 1, 5);
      another.fairQueues.refresh();
      store.claim(node, 5);
      store.execute("UPDATE fair_queue SET used_at = 1");
      var _ = TestStore.get(store.fairQueues.prune(100));
      submit(another, PLAIN, 1, 2);
      assertThat(store.count("fair_queue")).isZero();
      assertThat(store.count("fair_key")).isZero();
      assertThat(store.count("job WHERE rank > 0")).isZero();
    }
  }
}
