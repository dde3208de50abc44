package io.jobwheel.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.api.FakeStore;
import io.jobwheel.api.Samples;
import io.jobwheel.api.event.EventFeed.EventBatch;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobOutputs.OutputPortion;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.ReadMeter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Feeds whose store fails in the middle of a batch, and feeds of very long prints. */
class FeedFaultsTest {

  private final FakeStore store = new FakeStore();
  private final JobReader reader = new JobReader(store, store, _ -> null);
  private final List<Object> answers = new ArrayList<>();

  /** Output of which each portion, or failure, is the next answer. */
  private final JobOutputs outputs =
      (JobOutputs)
          Proxy.newProxyInstance(
              JobOutputs.class.getClassLoader(),
              new Class<?>[] {JobOutputs.class},
              (_, _, _) -> {
                Object answer =
                    answers.isEmpty()
                        ? new OutputPortion(List.of(), 1, false)
                        : answers.removeFirst();
                if (answer instanceof RuntimeException failure) {
                  throw failure;
                }
                return answer;
              });

  private static List<String> names(EventBatch batch) {
    return batch.events().stream().map(FeedEvent::event).toList();
  }

  @Test
  void aDocumentThatCameBeforeAFailureIsTold() {
    Job job = store.put(Samples.job(JobState.RUNNING));
    JobFeed feed = new JobFeed(job.id(), null, reader, outputs);
    answers.add(new StoreUnavailableException("away"));
    answers.add(new StoreUnavailableException("away"));
    EventBatch first = feed.next(ReadMeter.NONE);
    assertThat(names(first)).containsExactly("job");
    assertThat(first.more()).isTrue();
    assertThatThrownBy(() -> feed.next(ReadMeter.NONE))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(names(feed.next(ReadMeter.NONE))).isEmpty();
  }

  @Test
  void aResetThatCameBeforeAFailureIsToldOnce() {
    Job job = store.put(Samples.job(JobState.SUCCEEDED));
    JobFeed feed = new JobFeed(job.id(), "garbage", reader, outputs);
    answers.add(new StoreUnavailableException("away"));
    assertThat(names(feed.next(ReadMeter.NONE))).containsExactly("reset");
    List<String> rest = new ArrayList<>();
    for (boolean ended = false; !ended; ) {
      EventBatch batch = feed.next(ReadMeter.NONE);
      rest.addAll(names(batch));
      ended = batch.ended();
    }
    assertThat(rest).containsExactly("job", "end");
  }

  @Test
  void aPrintOfVeryManyLinesIsToldInParts() {
    Job job = store.put(Samples.job(JobState.SUCCEEDED));
    JobFeed feed = new JobFeed(job.id(), "1.1", reader, outputs);
    int lines = 9_001;
    String text = "x\n".repeat(lines - 1) + "last";
    answers.add(new OutputPortion(List.of(new Print(job.id(), 1, Samples.START, text)), 7, false));
    List<FeedEvent> all = new ArrayList<>();
    for (boolean ended = false; !ended; ) {
      EventBatch batch = feed.next(ReadMeter.NONE);
      assertThat(batch.events()).hasSizeLessThanOrEqualTo(2_002);
      all.addAll(batch.events());
      ended = batch.ended();
    }
    List<String> ids = all.stream().map(FeedEvent::id).filter(id -> id != null).toList();
    assertThat(ids).hasSize(lines - 1).doesNotHaveDuplicates();
    assertThat(ids.getFirst()).isEqualTo("1.2");
    assertThat(ids.getLast()).isEqualTo("1." + lines);
  }
}
