package io.jobwheel.store;

import io.jobwheel.store.pause.Pause;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A store without pauses. */
public final class NoPauses implements Pauses {

  @Override
  public CompletableFuture<PauseResult> put(NewPause pause) {
    throw new UnsupportedOperationException("nothing is paused");
  }

  @Override
  public CompletableFuture<Boolean> delete(PauseTarget target) {
    return CompletableFuture.completedFuture(false);
  }

  @Override
  public List<Pause> list() {
    return List.of();
  }

  @Override
  public Optional<Pause> find(PauseTarget target) {
    return Optional.empty();
  }
}
