package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a wait for a write whose time limit is over. */
@Timeout(20)
class StoreFuturesTest {

  private static final Duration LIMIT = Duration.ofMillis(20);

  /** A write that a transaction has begun: a cancellation does not withdraw it at once. */
  private static final class BegunWrite extends CompletableFuture<String> {

    private final Runnable onCancel;

    BegunWrite(Runnable onCancel) {
      this.onCancel = onCancel;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      onCancel.run();
      return false;
    }

    void withdraw() {
      super.cancel(false);
    }
  }

  private static String getOrWithdraw(CompletableFuture<String> write) {
    return StoreFutures.getOrWithdraw(write, write.whenComplete((_, _) -> {}), LIMIT);
  }

  @Test
  void aWriteThatHasNotBegunIsWithdrawn() {
    CompletableFuture<String> write = new CompletableFuture<>();
    assertThatThrownBy(() -> getOrWithdraw(write))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("it was withdrawn");
    assertThat(write).isCancelled();
  }

  @Test
  void aWriteThatIsCommittedSoonAfterTheLimitSucceeds() {
    BegunWrite[] write = new BegunWrite[1];
    write[0] = new BegunWrite(() -> write[0].complete("stored"));
    assertThat(getOrWithdraw(write[0])).isEqualTo("stored");
  }

  @Test
  void aWriteThatMeetsALockSoonAfterTheLimitIsWithdrawn() {
    BegunWrite[] write = new BegunWrite[1];
    write[0] = new BegunWrite(() -> write[0].withdraw());
    assertThatThrownBy(() -> getOrWithdraw(write[0]))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("it was withdrawn");
  }

  @Test
  void aWriteThatIsNotDecidedMayStillTakeEffect() {
    BegunWrite write = new BegunWrite(() -> {});
    assertThatThrownBy(() -> getOrWithdraw(write))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("may still take effect");
    assertThat(write).isNotDone();
  }
}
