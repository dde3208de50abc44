package io.jobwheel.dispatch.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.FairnessRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.job.Fairness;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fairness between keys, on a node whose lane has one slot. */
@Timeout(60)
class FairSubmitTest {

  @TempDir private Path folder;

  private final List<String> started = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore ends = new Semaphore(0);
  private TestNode node;

  @BeforeEach
  void start() {
    node =
        TestNode.start(
            folder,
            probe ->
                probe.body =
                    context -> {
                      started.add(context.jobId().toString());
                      assertThat(ends.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                      return null;
                    });
  }

  @AfterEach
  void stop() {
    ends.release(1_000_000);
    node.close();
  }

  private Job submit(@Nullable FairnessRequest fairness) {
    return node.submitter
        .submit(
            new JobRequest(
                "probe",
                "sequential",
                "{}",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                fairness,
                null,
                null),
            SubmissionContext.NONE)
        .job();
  }

  private Job submit(String key) {
    return submit(new FairnessRequest(key, null));
  }

  private void awaitStarts(int count) {
    await().until(() -> started.size() == count);
  }

  @Test
  void theFirstJobOfAKeyIsNextAfterASlotIsFree() {
    for (int i = 0; i < 200; i++) {
      submit("a");
    }
    awaitStarts(1);
    Job first = submit("b");
    ends.release();
    awaitStarts(2);
    assertThat(started.getLast()).isEqualTo(first.id().toString());

    ends.release(3);
    awaitStarts(5);
    Job next = submit("c");
    ends.release();
    awaitStarts(6);
    assertThat(started.getLast()).isEqualTo(next.id().toString());
    assertThat(node.read(next.id()).spec().fairness()).isEqualTo(new Fairness("c", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u2003", "a\nb", "a\u0000", "\ud800"})
  void aKeyThatIsBlankOrHasOtherCharactersIsRefused(String key) {
    assertRefused(new FairnessRequest(key, 1), "fairness.key");
  }

  @Test
  void aKeyOf255CharactersIsTheLongest() {
    assertThat(submit("k".repeat(255)).spec().fairness().key()).hasSize(255);
    assertRefused(new FairnessRequest("k".repeat(256), 1), "fairness.key");
    assertRefused(new FairnessRequest(null, 1), "fairness.key");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001, Integer.MAX_VALUE})
  void aWeightOutOfRangeIsRefused(int weight) {
    assertRefused(new FairnessRequest("a", weight), "fairness.weight");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void theWeightIsKept(int weight) {
    assertThat(submit(new FairnessRequest("a", weight)).spec().fairness())
        .isEqualTo(new Fairness("a", weight));
  }

  private void assertRefused(FairnessRequest fairness, String field) {
    assertThatExceptionOfType(InvalidJobException.class)
        .isThrownBy(() -> submit(fairness))
        .satisfies(refused ->
            assertThat(refused.errors()).extracting(FieldError::field).isEqualTo(List.of(field)));
  }
}
