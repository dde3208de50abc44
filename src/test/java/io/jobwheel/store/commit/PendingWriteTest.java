package io.jobwheel.store.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The result for a caller that cancels a write. */
class PendingWriteTest {

  @Test
  void aWriteThatWasGivenUpDuringATryAnswersThatItIsWithdrawn() {
    PendingWrite<String, String> write =
        new PendingWrite<>(
            BatchWrite.each(WriteKind.CANCEL, (_, word) -> word), "word", UUID.randomUUID());
    assertThat(write.begin()).isTrue();
    assertThat(write.answer().cancel(false)).as("it may be committed").isFalse();
    assertThat(write.putBack()).isFalse();
    assertThat(write.answer().cancel(false)).isTrue();
    assertThat(write.begin()).isFalse();
  }
}
