package io.jobwheel.eventloop;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A future that ends when others do, which the await tree shows in its place. */
final class ProxyFuture<T extends @Nullable Object> extends Future<T> {

  // written on the loop, read by any thread
  private volatile List<Future<?>> sources;

  ProxyFuture(EventLoop loop, Collection<? extends Future<?>> sources) {
    super(loop);
    this.sources = List.copyOf(sources);
  }

  /** It stands for these from now on. */
  void setSources(Collection<? extends Future<?>> others) {
    sources = List.copyOf(others);
  }

  @Override
  Collection<? extends Future<?>> sources() {
    return sources;
  }
}
