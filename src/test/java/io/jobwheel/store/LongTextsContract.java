package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobClaims.ClaimRequest;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The limits on long texts in memory, on every database. */
abstract class LongTextsContract extends StoreContract {

  // of two bytes each in UTF-8, so that characters cannot pass for bytes
  private static final String PAYLOAD = "\"" + "ü".repeat(499) + "\"";
  private static final String RESULT = "\"" + "ä".repeat(999) + "\"";
  private static final int PAYLOAD_BYTES = 1_000;
  private static final int RESULT_BYTES = 2_000;

  private static final Set<JobText> BOTH = EnumSet.allOf(JobText.class);

  private List<Job> endedJobs(int count) {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      store.submit(Jobs.queued().payload(PAYLOAD));
      Job job = store.claim(node, 1).getFirst();
      store.end(job, node, new Outcome.Succeeded(RESULT));
      jobs.addFirst(store.read(job));
    }
    return jobs;
  }

  private Page<JobView> page(
      @Nullable UUID before, int limit, TextSelection texts, ReadMeter meter) {
    return store.queries.list(JobFilters.of().before(before).limit(limit), texts, meter);
  }

  @Test
  void aListWithoutTextsReadsNone() {
    List<Job> jobs = endedJobs(3);
    long[] read = new long[1];

    Page<JobView> page = page(null, 9, TextSelection.NONE, bytes -> read[0] += bytes);

    assertThat(page.items()).isEqualTo(jobs.stream().map(JobView::brief).toList());
    assertThat(page.next()).isNull();
    assertThat(read[0]).isPositive().isLessThan(3 * (1024 + PAYLOAD_BYTES));
  }

  @Test
  void aTextThatIsNotSelectedIsNotRead() {
    Job job = endedJobs(1).getFirst();

    Job payload = page(null, 1, only(JobText.PAYLOAD), ReadMeter.NONE).items().getFirst().job();
    Job result = page(null, 1, only(JobText.RESULT), ReadMeter.NONE).items().getFirst().job();

    assertThat(payload.payload()).isEqualTo(job.payload());
    assertThat(payload.result()).isNull();
    assertThat(result.payload()).isEqualTo(Job.NO_PAYLOAD);
    assertThat(result.result()).isEqualTo(job.result());
  }

  private static TextSelection only(JobText text) {
    return new TextSelection(Set.of(text), 1);
  }

  @Test
  void aPageEndsWhereItsTextsDoAndAllPagesHaveEachJobOnce() {
    List<Job> jobs = endedJobs(7);
    // more than one job, and not two
    TextSelection texts = new TextSelection(BOTH, PAYLOAD_BYTES + RESULT_BYTES + 1);
    List<Job> seen = new ArrayList<>();
    int[] last = {0};
    boolean more = true;
    while (more) {
      Page<JobView> page =
          page(seen.isEmpty() ? null : seen.getLast().id(), 1000, texts, ReadMeter.NONE);
      assertThat(page.items()).isNotEmpty().hasSizeLessThanOrEqualTo(2);
      page.items().forEach(view -> seen.add(view.job()));
      last[0] = page.items().size();
      more = page.next() != null;
    }
    assertThat(seen).isEqualTo(jobs);
    assertThat(last[0]).isOne();
  }

  @Test
  void aPageHasOneJobAtLeastHoweverLongItIs() {
    List<Job> jobs = endedJobs(2);

    Page<JobView> page = page(null, 1000, new TextSelection(BOTH, 1), ReadMeter.NONE);

    assertThat(page.items()).containsExactly(JobView.whole(jobs.getFirst()));
    assertThat(page.next()).isNotNull();
  }

  @Test
  void aPageThatIsFullAtItsLimitSaysWhetherThereAreMore() {
    List<Job> jobs = endedJobs(3);
    TextSelection texts = new TextSelection(BOTH, Long.MAX_VALUE);

    assertThat(page(null, 2, texts, ReadMeter.NONE).next()).isNotNull();
    assertThat(page(null, 3, texts, ReadMeter.NONE).next()).isNull();
    assertThat(page(jobs.getFirst().id(), 2, texts, ReadMeter.NONE).next()).isNull();
  }

  @Test
  void theMeterCountsTheBytesOfAJobAndEndsTheQuery() {
    endedJobs(3);
    List<Long> read = new ArrayList<>();
    TextSelection texts = new TextSelection(BOTH, Long.MAX_VALUE);

    assertThatIllegalStateException()
        .isThrownBy(() ->
            page(
                null,
                9,
                texts,
                bytes -> {
                  read.add(bytes);
                  if (read.size() == 2) {
                    throw new IllegalStateException("enough");
                  }
                }));

    assertThat(read).hasSize(2).allMatch(bytes -> bytes >= PAYLOAD_BYTES + RESULT_BYTES);
  }

  @Test
  void aSingleJobIsCountedToo() {
    Job job = endedJobs(1).getFirst();
    long[] read = new long[1];

    assertThat(store.queries.find(job.id(), bytes -> read[0] += bytes)).contains(job);
    assertThat(read[0]).isGreaterThanOrEqualTo(PAYLOAD_BYTES + RESULT_BYTES);
    assertThat(store.queries.findBrief(job.id())).contains(job.brief());
  }

  @Test
  void aGroupLeavesOutTheTextsPastTheLimit() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    List<Job> jobs =
        List.of(
            Jobs.queued().in(group).payload(PAYLOAD).build(),
            Jobs.queued().in(group).payload(PAYLOAD).build(),
            Jobs.queued().in(group).payload(PAYLOAD).build());
    TestStore.get(store.submissions.submit(new Submission(group, jobs, node)));

    List<JobView> shown =
        store.queries.jobsOfGroup(
            group.id(), new TextSelection(BOTH, PAYLOAD_BYTES + 1), ReadMeter.NONE);

    assertThat(shown)
        .containsExactly(
            JobView.whole(jobs.get(0)), JobView.whole(jobs.get(1)), JobView.brief(jobs.get(2)));
  }

  @Test
  void aClaimEndsWhereItsPayloadsDoInItsOrder() {
    store.lease(node);
    Job last = store.submit(Jobs.queued().payload(PAYLOAD).priority(1));
    Job second = store.submit(Jobs.queued().payload(PAYLOAD).priority(2));
    Job first = store.submit(Jobs.queued().payload(PAYLOAD).priority(3));

    assertThat(Jobs.idsOf(claim(PAYLOAD_BYTES + 1))).containsExactly(first.id(), second.id());
    assertThat(Jobs.idsOf(claim(1))).containsExactly(last.id());
    assertThat(claim(1)).isEmpty();
  }

  private List<Job> claim(long maxBytes) {
    return TestStore.jobs(
        store.claims.claim(
            new ClaimRequest(
                node, ExecutionMode.THREAD_POOL, Set.of("countdown"), false, 10, maxBytes, NOW)));
  }

  @Test
  void aLongOutputIsReadInPortions() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    store.submit(group, 2);
    List<Job> jobs = store.claim(node, 2);
    List<Print> prints = new ArrayList<>();
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      // many at one time, some of them long
      String text = i % 100 == 0 ? "x".repeat(50_000) : "line " + i;
      Print print = new Print(jobs.get(i % 2).id(), 1, NOW.plusMillis(i / 1_000), text);
      prints.add(print);
      answers.add(store.outputs.append(print));
    }
    answers.forEach(TestStore::get);
    List<Print> first =
        prints.stream().filter(p -> p.jobId().equals(jobs.getFirst().id())).toList();

    List<List<Print>> ofAttempt = new ArrayList<>();
    store.outputs.ofAttempt(jobs.getFirst().id(), 1, ReadMeter.NONE, ofAttempt::add);
    assertThat(ofAttempt.stream().flatMap(List::stream)).containsExactlyElementsOf(first);
    assertPortions(ofAttempt);

    List<List<Print>> ofGroup = new ArrayList<>();
    store.outputs.ofGroup(group.id(), ReadMeter.NONE, ofGroup::add);
    assertThat(ofGroup.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(prints);
    assertThat(ofGroup.stream().flatMap(List::stream).map(Print::at)).isSorted();
    assertPortions(ofGroup);
  }

  private static void assertPortions(List<List<Print>> portions) {
    assertThat(portions)
        .hasSizeGreaterThan(2)
        .allSatisfy(portion ->
            assertThat(portion.stream().mapToInt(print -> print.text().length()).sum())
                .isLessThan(262_144 + 50_000));
  }

  @Test
  void noConnectionIsHeldWhileAPortionIsRead() {
    Job job = store.submitRunning(Jobs.running(), node);
    TestStore.get(store.outputs.append(new Print(job.id(), 1, NOW, "one")));
    int deep = 20; // more than there are connections

    assertThat(depth(job, deep)).isEqualTo(deep);
  }

  private int depth(Job job, int deep) {
    int[] below = {0};
    if (deep > 0) {
      store.outputs.ofAttempt(
          job.id(), 1, ReadMeter.NONE, portion -> below[0] = 1 + depth(job, deep - 1));
    }
    return below[0];
  }
}
