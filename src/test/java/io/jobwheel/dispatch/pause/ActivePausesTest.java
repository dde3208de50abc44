package io.jobwheel.dispatch.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.NoPauses;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which claims a change of the pauses has to wait for. */
class ActivePausesTest {

  private final ActivePauses active = new ActivePauses(new NoPauses());
  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private final CompletableFuture<Void> second = new CompletableFuture<>();

  @Test
  void withoutAClaimThereIsNothingToWaitFor() {
    assertThat(active.claimsUnderWay()).isDone();
  }

  @Test
  void aClaimIsUnderWayUntilItsEnd() {
    active.beginClaim(first);
    CompletableFuture<?> underWay = active.claimsUnderWay();
    assertThat(underWay).isNotDone();
    first.complete(null);
    assertThat(underWay).isDone();
  }

  @Test
  void aClaimThatTookTooLongIsStillUnderWayDuringTheNext() {
    active.beginClaim(first);
    active.beginClaim(second);
    CompletableFuture<?> underWay = active.claimsUnderWay();
    second.complete(null);
    assertThat(underWay).isNotDone();
    first.complete(null);
    assertThat(underWay).isDone();
  }

  @Test
  void laterClaimsAreNotWaitedFor() {
    active.beginClaim(first);
    CompletableFuture<?> underWay = active.claimsUnderWay();
    first.complete(null);
    active.beginClaim(second);
    assertThat(underWay).isDone();
  }

  @Test
  void whoeverWaitsCannotEndAClaim() {
    active.beginClaim(first);
    active.claimsUnderWay().complete(null);
    assertThat(first).isNotDone();
    assertThat(active.claimsUnderWay()).isNotDone();
  }
}
