package io.jobwheel.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.api.FakeStore;
import io.jobwheel.api.Samples;
import io.jobwheel.api.event.EventFeed.EventBatch;
import io.jobwheel.api.event.GroupFeed.GroupSnapshot;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.ReadMeter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The looks of a feed at its group. */
class GroupFeedTest {

  private static final Instant END = Samples.END;

  private final FakeStore store = new FakeStore();
  // what was read
  private final List<String> reads = new ArrayList<>();
  // the number of reads until the store is away
  private int lastReads = Integer.MAX_VALUE;
  private final JobQueries queries =
      (JobQueries)
          Proxy.newProxyInstance(
              JobQueries.class.getClassLoader(),
              new Class<?>[] {JobQueries.class},
              (_, method, arguments) -> {
                reads.add(method.getName());
                if (lastReads-- <= 0) {
                  throw new StoreUnavailableException("away");
                }
                try {
                  return method.invoke(store, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });

  private JobGroup group;
  private GroupFeed feed;

  @BeforeEach
  void openGroup() {
    group = store.put(Samples.group(CompletionCondition.ALL_COMPLETED, null));
    feed = new GroupFeed(group.id(), queries, new JobReader(queries, store, _ -> null));
  }

  private List<Job> running(int jobs) {
    return IntStream.range(0, jobs)
        .mapToObj(_ -> store.put(Samples.job(JobState.RUNNING, group.id())))
        .toList();
  }

  private UUID end(Job job, Instant at) {
    store.put(
        Jobs.like(Samples.job(JobState.FAILED, group.id())).id(job.id()).finishedAt(at).build());
    return job.id();
  }

  private void endGroup() {
    store.put(
        new JobGroup(
            group.id(),
            group.mode(),
            group.returnWhen(),
            group.createdAt(),
            group.startedAt(),
            JobState.FAILED,
            END,
            null));
  }

  private List<FeedEvent> look() {
    reads.clear();
    return feed.next(ReadMeter.NONE).events();
  }

  private static List<UUID> finished(List<FeedEvent> events) {
    return events.stream()
        .filter(event -> event.event().equals("finished"))
        .map(event -> ((JobDocument) event.data()).id())
        .toList();
  }

  private static List<String> names(List<FeedEvent> events) {
    return events.stream().map(FeedEvent::event).toList();
  }

  @Test
  void aLookReadsTheJobsThatHaveEndedSinceTheLastOne() {
    List<Job> jobs = running(4);
    UUID first = end(jobs.get(2), END);
    assertThat(finished(look())).containsExactly(first);
    assertThat(look()).isEmpty();
    assertThat(reads).containsExactly("findGroup", "tally");
    UUID second = end(jobs.get(0), END.plusSeconds(1));
    assertThat(finished(look())).containsExactly(second);
    assertThat(reads).containsExactly("findGroup", "tally", "endsOfGroup", "find");
    store.put(Samples.job(jobs.get(1).id(), JobState.QUEUED));
    assertThat(names(look())).containsExactly("group");
    assertThat(reads).containsExactly("findGroup", "tally");
  }

  @Test
  void aJobWhoseTransactionIsCommittedLateIsTold() {
    List<Job> jobs = running(3);
    end(jobs.get(0), END.plusSeconds(2));
    look();
    UUID late = end(jobs.get(1), END);
    assertThat(finished(look())).containsExactly(late);
  }

  @Test
  void aJobThatWasRedrivenAndHasEndedBetweenTwoLooksIsToldAgain() {
    List<Job> jobs = running(2);
    UUID failed = end(jobs.get(0), END);
    assertThat(finished(look())).containsExactly(failed);
    end(jobs.get(0), END.plusSeconds(1));
    assertThat(finished(look())).containsExactly(failed);
    assertThat(look()).isEmpty();
  }

  @Test
  void aJobThatEndsAtItsCreationIsTold() {
    List<Job> jobs = running(2);
    look();
    UUID id = end(jobs.get(0), Samples.START);
    assertThat(finished(look())).containsExactly(id);
  }

  @Test
  void manyJobsAreToldInPartsAndTheGroupAfterThem() {
    List<UUID> ids = new ArrayList<>();
    for (Job job : running(120)) {
      ids.add(end(job, END.plusMillis(ids.size())));
    }
    endGroup();
    List<FeedEvent> all = new ArrayList<>();
    for (boolean more = true; more; ) {
      EventBatch batch = feed.next(ReadMeter.NONE);
      assertThat(batch.events()).hasSizeLessThanOrEqualTo(52);
      assertThat(batch.ended()).isNotEqualTo(batch.more());
      more = batch.more();
      all.addAll(batch.events());
    }
    assertThat(finished(all)).isEqualTo(ids);
    assertThat(names(all.subList(ids.size(), all.size()))).containsExactly("group", "end");
    assertThat(((GroupSnapshot) all.get(ids.size()).data()).counts())
        .containsEntry(JobState.FAILED, 120L);
    assertThat(reads.stream().filter("endsOfGroup"::equals)).hasSize(1);
  }

  @Test
  void eachJobIsToldOnceAlthoughTheStoreFails() {
    List<UUID> ids = new ArrayList<>();
    for (Job job : running(5)) {
      ids.add(end(job, END.plusMillis(ids.size())));
    }
    endGroup();
    lastReads = 5; // the group, its tally, the ends and two jobs
    EventBatch batch = feed.next(ReadMeter.NONE);
    assertThat(finished(batch.events())).isEqualTo(ids.subList(0, 2));
    assertThat(batch.more()).isTrue();
    assertThatThrownBy(() -> feed.next(ReadMeter.NONE))
        .isInstanceOf(StoreUnavailableException.class);
    lastReads = Integer.MAX_VALUE;
    EventBatch rest = feed.next(ReadMeter.NONE);
    assertThat(finished(rest.events())).isEqualTo(ids.subList(2, 5));
    assertThat(names(rest.events())).endsWith("group", "end");
    assertThat(rest.ended()).isTrue();
  }

  @Test
  void aFailureBeforeTheEndsAreReadLosesNone() {
    UUID id = end(running(1).getFirst(), END);
    lastReads = 2;
    assertThat(names(look())).containsExactly("group");
    lastReads = Integer.MAX_VALUE;
    assertThat(finished(look())).containsExactly(id);
  }

  @Test
  void aJobThatWasRedrivenBeforeItIsReadIsToldAtItsNextEnd() {
    List<Job> jobs = running(51);
    for (Job job : jobs.subList(0, 50)) {
      end(job, END);
    }
    UUID last = end(jobs.get(50), END.plusSeconds(1));
    assertThat(finished(look())).hasSize(50);
    store.put(Jobs.like(Samples.job(JobState.QUEUED, group.id())).id(last).build());
    assertThat(feed.next(ReadMeter.NONE).events()).isEmpty();
    look();
    end(jobs.get(50), END.plusSeconds(1));
    assertThat(finished(look())).containsExactly(last);
  }

  @Test
  void aDeletedGroupEnds() {
    GroupFeed gone = new GroupFeed(Samples.id(), queries, new JobReader(queries, store, _ -> null));
    EventBatch batch = gone.next(ReadMeter.NONE);
    assertThat(names(batch.events())).containsExactly("end");
    assertThat(batch.ended()).isTrue();
    assertThat(gone.next(ReadMeter.NONE).events()).isEmpty();
  }
}
