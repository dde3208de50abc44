package io.jobwheel.comparison;

import static io.jobwheel.job.ExecutionMode.EVENT_LOOP;
import static io.jobwheel.job.ExecutionMode.SEQUENTIAL;
import static io.jobwheel.job.ExecutionMode.THREAD_POOL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The rounds go forward and backward by turns. */
class RoundOrderTest {

  @Test
  void theRepeatsFollowTheWarmUpForwardAndBackward() {
    assertThat(RoundOrder.of(List.of(SEQUENTIAL, EVENT_LOOP, THREAD_POOL), 3))
        .containsExactly(
            SEQUENTIAL,
            EVENT_LOOP,
            THREAD_POOL, // warm-up
            SEQUENTIAL,
            EVENT_LOOP,
            THREAD_POOL,
            THREAD_POOL,
            EVENT_LOOP,
            SEQUENTIAL,
            SEQUENTIAL,
            EVENT_LOOP,
            THREAD_POOL);
  }
}
