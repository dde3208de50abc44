package io.jobwheel.api.submit;

import static java.util.Objects.requireNonNull;

import io.jobwheel.dispatch.request.PendingJob;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The response to a submission that waits for the store without a thread. It is written once: after
 * the decision, and after the filters of the request have returned, since they may still set
 * headers; by whichever of the two comes last. Spring MVC would dispatch the request a second time
 * instead, through the filters and to its handler.
 */
final class LateResponse implements AsyncListener {

  private static final Logger log = LoggerFactory.getLogger(LateResponse.class);

  private static final String ATTRIBUTE = LateResponse.class.getName();

  // the server ends the request if this class has not
  private static final Duration GRACE = Duration.ofSeconds(10);
  // longer than a write to a client that does not read
  private static final Duration LONGEST_WRITE = Duration.ofMinutes(1);

  private final HttpServletRequest request;
  private final SubmitResponse answer;
  private final LateResponseWriter writer;
  private final Runnable whenEnded;
  private final AsyncContext async;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CountDownLatch written = new CountDownLatch(1);
  private volatile @Nullable HttpServletResponse response;
  private volatile @Nullable Future<?> timer;

  private LateResponse(
      HttpServletRequest request,
      SubmitResponse answer,
      LateResponseWriter writer,
      Runnable whenEnded) {
    this.request = request;
    this.answer = answer;
    this.writer = writer;
    this.whenEnded = whenEnded;
    this.async = request.startAsync();
  }

  /** Returns whether the filter that late responses need is there. */
  static boolean isPossible(HttpServletRequest request) {
    return request.isAsyncSupported() && request.getAttribute(ATTRIBUTE) != null;
  }

  /**
   * Begins a late response.
   *
   * @param whenEnded is called once, when the response is written or the request has failed
   */
  static void begin(
      HttpServletRequest request,
      SubmitResponse answer,
      LateResponseWriter writer,
      Runnable whenEnded) {
    LateResponse late = new LateResponse(request, answer, writer, whenEnded);
    late.async.addListener(late);
    late.async.setTimeout(late.job().limit().plus(GRACE).toMillis());
    request.setAttribute(ATTRIBUTE, late);
    late.timer = writer.schedule(late.job().limit(), late::timeOut);
    late.job().whenDecided(late::decided);
  }

  private PendingJob job() {
    return answer.submission().job();
  }

  /** Marks a request before its filters. */
  static void filtersBegin(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, true);
  }

  /** Continues the late response of a request, if it has one, when its filters have returned. */
  static void filtersReturned(HttpServletRequest request, HttpServletResponse response) {
    if (request.getAttribute(ATTRIBUTE) instanceof LateResponse late) {
      late.response = response;
      if (late.arrived.incrementAndGet() == 2) {
        late.write(false);
      }
    }
  }

  /** Gives up the late response of a request whose filters have failed. */
  static void filtersFailed(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof LateResponse late) {
      late.giveUp();
    }
  }

  /** On the thread of the commit, which it must not block. */
  private void decided() {
    if (claimed.get() || arrived.incrementAndGet() < 2) {
      return;
    }
    if (job().isStored()) {
      writer.execute(this::writeStored);
    } else {
      start(() -> write(false)); // may read the store
    }
  }

  /** On the thread of timers, which it must not block. */
  private void timeOut() {
    if (!claimed.get() && response != null) {
      start(() -> write(true));
    }
  }

  /** Starts a task on a thread of the server, and returns whether the request had not ended. */
  private boolean start(Runnable task) {
    try {
      async.start(task);
      return true;
    } catch (RuntimeException e) {
      log.debug("The request had ended before its response", e);
      return false;
    }
  }

  /** Writes the response to a job that was stored, without blocking. */
  private void writeStored() {
    if (!claimed.compareAndSet(false, true)) {
      return;
    }
    try {
      writer.writeStored(requireNonNull(response), answer);
    } catch (Exception e) {
      if (start(() -> end(() -> writer.writeError(request, requireNonNull(response), e)))) {
        return;
      }
    }
    end(() -> {});
  }

  /** Writes any response, on a thread of the server. */
  private void write(boolean timedOut) {
    if (claimed.compareAndSet(false, true)) {
      end(() -> writer.write(request, requireNonNull(response), answer, timedOut));
    }
  }

  private void end(Runnable last) {
    try {
      last.run();
    } catch (RuntimeException | Error e) {
      log.debug("The response to a submission was not written", e);
    } finally {
      release();
      complete();
      written.countDown();
    }
  }

  private void complete() {
    try {
      async.complete();
    } catch (RuntimeException e) {
      log.debug("The request had ended before its response", e); // the client has disconnected
    }
  }

  private void release() {
    if (ended.compareAndSet(false, true)) {
      Future<?> scheduled = timer;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
      whenEnded.run();
    }
  }

  /** Leaves the request to the server, or waits until its response is written. */
  private void giveUp() {
    if (claimed.compareAndSet(false, true)) {
      release();
      written.countDown();
      return;
    }
    try { // the server must not use the request again before
      if (!written.await(LONGEST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("The response to a submission takes longer than {}", LONGEST_WRITE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    giveUp();
  }

  @Override
  public void onError(AsyncEvent event) {
    giveUp();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    release();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
