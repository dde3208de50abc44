package io.jobwheel.api.event;

import io.jobwheel.api.problem.TooManyStreamsException;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.request.JobFollower;
import io.jobwheel.dispatch.request.JobFollower.Following;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The open streams of this node. Each gets a comment every 15 seconds, which keeps proxies from
 * closing it and shows whether the client is there. Safe for use by any thread.
 */
public final class EventStreams {

  public static final String OPEN = "jobwheel.event.streams";

  /** The media type of streams. */
  static final String MEDIA_TYPE = "text/event-stream;charset=UTF-8";

  private static final Duration PING = Duration.ofSeconds(15);
  private static final Duration CHECK = Duration.ofSeconds(1);

  /** A stream, and when the access of its client ends; null if it does not. */
  private record OpenStream(EventStream stream, @Nullable Instant expiresAt) {}

  private final JobFollower follower;
  private final ResponseBudget budget;
  private final JsonMapper json;
  private final StreamThreads threads;
  private final InstantSource clock;
  private final Ticker ticker;
  private final int max;
  // one permit for each stream that may be opened
  private final Semaphore places;
  private final Map<Object, OpenStream> open = new ConcurrentHashMap<>();

  public EventStreams(
      JobFollower follower,
      ResponseBudget budget,
      JsonMapper json,
      StreamThreads threads,
      InstantSource clock,
      Ticker ticker,
      int max,
      MeterRegistry registry) {
    this.follower = follower;
    this.budget = budget;
    this.json = json;
    this.threads = threads;
    this.clock = clock;
    this.ticker = ticker;
    this.max = max;
    this.places = new Semaphore(max);
    Gauge.builder(OPEN, open, Map::size)
        .description("Streams of events that clients of this node have open")
        .baseUnit("streams")
        .register(registry);
    repeat(PING, () -> open.values().forEach(each -> each.stream().ping()));
    repeat(CHECK, () -> open.values().forEach(this::check));
  }

  private void repeat(Duration pause, Runnable action) {
    var _ =
        ticker.schedule(
            pause,
            () -> {
              try {
                action.run();
              } finally {
                repeat(pause, action);
              }
            });
  }

  private void check(OpenStream each) {
    Instant expiresAt = each.expiresAt();
    if (expiresAt != null && expiresAt.isBefore(clock.instant())) {
      each.stream().closed();
    } else {
      each.stream().retry();
    }
  }

  /**
   * Opens a stream as the response to a request, which then goes on without a thread.
   *
   * @param expiresAt when the access of the client ends; null if it does not
   * @throws TooManyStreamsException if too many streams are open
   */
  void open(
      UUID id,
      EventFeed feed,
      @Nullable Instant expiresAt,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (!places.tryAcquire()) {
      throw new TooManyStreamsException(max);
    }
    Object key = new Object();
    AtomicReference<@Nullable Following> following = new AtomicReference<>();
    EventStream stream;
    try {
      stream = start(feed, request, response, () -> close(key, following));
    } catch (RuntimeException | IOException e) {
      places.release();
      throw e;
    }
    open.put(key, new OpenStream(stream, expiresAt));
    try {
      following.set(follower.follow(id, stream));
      response.getOutputStream().setWriteListener(stream);
    } catch (RuntimeException | IOException e) {
      stream.complete();
      throw e;
    }
  }

  private EventStream start(
      EventFeed feed, HttpServletRequest request, HttpServletResponse response, Runnable onClose)
      throws IOException {
    response.setContentType(MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no"); // nginx would hold events back
    ServletOutputStream out = response.getOutputStream();
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0);
    EventStream stream = new EventStream(async, out, feed, budget.share(), json, threads, onClose);
    async.addListener(new CompletionListener(stream));
    return stream;
  }

  private void close(Object key, AtomicReference<@Nullable Following> following) {
    open.remove(key);
    places.release();
    Following followed = following.getAndSet(null);
    if (followed != null) {
      followed.close();
    }
  }

  /** Ends a stream when the server has ended its response. */
  private record CompletionListener(EventStream stream) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      stream.complete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      stream.complete();
    }

    @Override
    public void onError(AsyncEvent event) {
      stream.complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // a stream starts once
    }
  }
}
