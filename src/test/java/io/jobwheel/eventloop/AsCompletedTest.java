package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class AsCompletedTest extends LoopTest {

  @Test
  void afterTheLimitItStillCountsEveryFutureThatWasNotHandedOut() {
    inLoop(() -> {
      AsCompleted<Task<Void>> all =
          EventLoop.asCompleted(
              List.of(sleeper("a", 1), sleeper("b", 100), sleeper("c", 100)), millis(10));
      Iterator<Task<Void>> ends = all.iterator();
      ends.next();
      assertThat(all.remaining()).isEqualTo(2);
      assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class); // in its wait
      assertThat(all.remaining()).isEqualTo(2);
      assertThatThrownBy(ends::next).isInstanceOf(TimeoutException.class); // before its wait
      assertThat(all.remaining()).isEqualTo(2);
      assertThat(ends.hasNext()).isFalse(); // as in asyncio, one error for each
    });
  }
}
