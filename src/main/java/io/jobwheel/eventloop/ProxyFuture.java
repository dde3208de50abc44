package io.jobwheel.eventloop;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Represents a future that completes when others do; the await tree shows those in its place. */
final class ProxyFuture<T extends @Nullable Object> extends Future<T> {

  // written on the loop, read by any thread
  private volatile List<Future<?>> sources;

  ProxyFuture(EventLoop loop, Collection<? extends Future<?>> sources) {
    super(loop);
    this.sources = List.copyOf(sources);
  }

  /** Sets the futures that this one depends on from now on. */
  void setSources(Collection<? extends Future<?>> others) {
    sources = List.copyOf(others);
  }

  @Override
  Collection<? extends Future<?>> sources() {
    return sources;
  }
}
