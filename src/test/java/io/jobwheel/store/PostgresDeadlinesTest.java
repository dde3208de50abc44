package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.JobDeadlines.Expired;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PostgresDeadlinesTest extends DeadlinesContract {

  private String url = "";

  @Override
  TestStore open() {
    url = PostgresServers.newDatabase();
    return PostgresStores.open(url);
  }

  private Job past(JobGroup group) {
    return Jobs.queued().in(group).deadline(NOW).build();
  }

  @Test
  void aLockedJobIsLeftToALaterCallAndDelaysNoOther() {
    Job locked = store.submit(Jobs.queued().deadline(NOW));
    Job free = store.submit(Jobs.queued().deadline(NOW));
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id())) {
      assertThat(expire()).extracting(Job::id).containsExactly(free.id());
      assertThat(store.read(locked).state()).isEqualTo(JobState.QUEUED);
    }
    assertThat(expire()).extracting(Job::id).containsExactly(locked.id());
  }

  @Test
  void aJobOfALockedGroupIsLeftToALaterCall() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    Job member = past(group);
    get(store.submissions.submit(new Submission(group, List.of(member), node)));
    Job free = store.submit(Jobs.queued().deadline(NOW));
    try (ForeignLock _ = ForeignLock.row(url, "job_group", group.id())) {
      assertThat(expire()).extracting(Job::id).containsExactly(free.id());
    }
    assertThat(expire()).extracting(Job::id).containsExactly(member.id());
    assertThat(store.read(group).outcome()).isEqualTo(JobState.FAILED);
  }

  @Test
  void aLockedSiblingOfAFailFastGroupKeepsNoOtherJobFromEnding() {
    JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
    Job member = past(group);
    Job sibling = Jobs.queued().in(group).build();
    get(store.submissions.submit(new Submission(group, List.of(member, sibling), node)));
    Job free = store.submit(Jobs.queued().deadline(NOW.plusSeconds(1)));
    try (ForeignLock _ = ForeignLock.row(url, "job", sibling.id())) {
      assertThat(expire()).extracting(Job::id).containsExactly(free.id());
      assertThat(store.read(member).state()).isEqualTo(JobState.QUEUED);
    }
    assertThat(expire()).extracting(Job::id).containsExactly(member.id());
    assertThat(store.read(sibling).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void nodesThatExpireAtTheSameTimeEndEachJobOnce() {
    List<Job> jobs =
        IntStream.range(0, 300).mapToObj(_ -> store.submit(Jobs.queued().deadline(NOW))).toList();
    List<Job> ended = new ArrayList<>();
    try (TestStore second = PostgresStores.open(url)) {
      while (store.deadlines.deadlines().passed()) {
        List<CompletableFuture<Expired>> answers =
            Stream.of(store, second).map(each -> each.deadlines.expire(50)).toList();
        answers.forEach(answer -> ended.addAll(get(answer).jobs()));
      }
    }
    assertThat(ended)
        .extracting(Job::id)
        .containsExactlyInAnyOrderElementsOf(jobs.stream().map(Job::id).toList());
  }
}
