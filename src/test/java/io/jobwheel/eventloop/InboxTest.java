package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InboxTest {

  @AutoClose private final EventLoop loop = EventLoop.create("test", new VirtualTicker());
  private final Inbox inbox = new Inbox();

  private Handle handle(long readyAt) {
    Handle handle = new Handle(loop, () -> {});
    handle.readyAt = readyAt; // as a label
    return handle;
  }

  private List<Long> takeAll() {
    List<Long> labels = new ArrayList<>();
    for (Handle post = inbox.takeAll(); post != null; post = post.nextPosted) {
      labels.add(post.readyAt);
    }
    return labels;
  }

  @Test
  void itemsAreTakenOnceAndInOrder() {
    assertThat(inbox.isEmpty()).isTrue();
    for (int i = 0; i < 5; i++) {
      inbox.put(handle(i));
    }
    assertThat(inbox.isEmpty()).isFalse();
    assertThat(takeAll()).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(inbox.isEmpty()).isTrue();
    assertThat(inbox.takeAll()).isNull();
  }

  @Test
  void underContentionNothingIsLostOrDoubledAndEachThreadKeepsItsOrder() {
    int threads = 4;
    int each = 200_000;
    List<CompletableFuture<Void>> putters = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      putters.add(
          LoopTest.elsewhere(() -> {
            for (int i = 0; i < each; i++) {
              inbox.put(handle((long) thread << 32 | i));
            }
          }));
    }
    int[] next = new int[threads];
    CompletableFuture<Void> all =
        CompletableFuture.allOf(putters.toArray(CompletableFuture[]::new));
    for (boolean last = false; !last; ) {
      last = all.isDone();
      for (long label : takeAll()) {
        int thread = (int) (label >> 32);
        assertThat((int) label).isEqualTo(next[thread]++);
      }
    }
    assertThat(next).containsOnly(each);
  }
}
