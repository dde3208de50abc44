package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.query.ReadMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deliveries of ends that are tried again because other transactions hold locks. */
@Timeout(60)
class PostgresDeliveryLocksTest {

  private static final Instant AT = Jobs.NOW.plusSeconds(2);

  private final List<Job> stored = new CopyOnWriteArrayList<>();
  private String url;
  private TestStore store;

  @BeforeEach
  void open() {
    url = PostgresServers.newDatabase();
    store = PostgresStores.open(url);
    store.planner =
        new DeliveryPlanner() {
          @Override
          public boolean concerns(Job job, JobState end) {
            return !job.isDelivery();
          }

          @Override
          public List<Job> deliveriesOf(Job ended) {
            return List.of(delivery(ended.id()));
          }

          @Override
          public List<Job> deliveriesOf(JobGroup ended) {
            return List.of(delivery(ended.id()));
          }

          @Override
          public void stored(List<Job> deliveries) {
            stored.addAll(deliveries);
          }
        };
  }

  private static Job delivery(UUID subject) {
    return Jobs.queued().type("webhook").deliveryOf(subject).build();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<UUID> deliveriesOf(UUID subject) {
    return store.queries.deliveriesOf(subject, 100, ReadMeter.NONE).stream().map(Job::id).toList();
  }

  private List<UUID> announcedOf(UUID subject) {
    return stored.stream()
        .filter(job -> subject.equals(job.spec().deliveryOf()))
        .map(Job::id)
        .toList();
  }

  @Test
  void aRescueThatIsRepeatedJobByJobStoresAndAnnouncesEachDeliveryOnce() {
    UUID self = Jobs.newId();
    UUID lost = Jobs.newId();
    get(store.leases.register(self, "self", Duration.ofHours(1)));
    JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
    Job crashing = Jobs.running().in(group).build();
    Job sibling = Jobs.queued().in(group).build();
    get(store.submissions.submit(new Submission(group, List.of(crashing, sibling), lost)));
    Job alone = store.submitRunning(Jobs.running(), lost);
    try (ForeignLock _ = ForeignLock.row(url, "job", sibling.id())) {
      get(store.leases.rescueExpired(self, 1, AT));

      assertThat(deliveriesOf(alone.id())).hasSize(1).isEqualTo(announcedOf(alone.id()));
      assertThat(deliveriesOf(crashing.id())).isEmpty();
      assertThat(stored).hasSize(1);
    }

    get(store.leases.rescueExpired(self, 1, AT));

    for (UUID subject : List.of(alone.id(), crashing.id(), sibling.id(), group.id())) {
      assertThat(deliveriesOf(subject)).hasSize(1).isEqualTo(announcedOf(subject));
    }
    assertThat(stored).hasSize(4);
  }
}
