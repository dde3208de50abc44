package io.jobwheel.api.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jobwheel.api.event.EventFeed.EventBatch;
import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.request.JobFollower.FollowListener;
import io.jobwheel.store.StoreUnavailableException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a feed to one client as server-sent events, without a thread of its own. It reads the next
 * events only when the client has taken the last ones, so that a slow client holds the memory of
 * one batch. The server closes the connection of a client that takes nothing for its write
 * time-out.
 *
 * <p>Any thread can signal it. Signals run {@link #work} on a writer, never twice at a time. A
 * writer never waits for the store: the feed is read by a reader, once at a time, so that pings are
 * written while the store hangs.
 *
 * <p>The server uses the objects of a response again, for another client, as soon as its callbacks
 * have returned. So the callbacks that end a stream wait for the writer, which writes without
 * blocking, and nothing is written afterwards.
 */
final class EventStream implements WriteListener, FollowListener {

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  // a comment and the pause before a client connects again, in milliseconds; neither has an id
  private static final byte[] HELLO = ": hello\nretry: 1000\n\n".getBytes(UTF_8);
  private static final Pattern LINE_BREAK = Pattern.compile("\r\n|[\r\n]");
  private static final byte[] PING = ": ping\n\n".getBytes(UTF_8);

  /**
   * What a read has returned.
   *
   * @param text the events; empty if there are none
   */
  private record ReadEvents(String text, boolean more, boolean ended) {

    static final ReadEvents NONE = new ReadEvents("", false, false);
  }

  private final AsyncContext async;
  private final ServletOutputStream out;
  private final EventFeed feed;
  private final ResponseBudget.Share share;
  private final JsonMapper json;
  private final StreamThreads threads;
  private final Runnable onClose;

  private final AtomicInteger signals = new AtomicInteger();
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private final AtomicBoolean pingDue = new AtomicBoolean();
  // written by any thread, read by the writer
  private volatile boolean opened;
  private volatile boolean closing;
  // written by the reader, read by any thread
  private volatile boolean waitsForStore;
  // from the reader to the writer
  private final AtomicReference<@Nullable ReadEvents> arrived = new AtomicReference<>();

  // held while the response is used
  private final Lock responding = new ReentrantLock();
  // guarded by the lock
  private boolean completed;

  // confined to run(); the feed, and the share while reading, belong to the reader
  private boolean reading;
  private byte @Nullable [] pending = HELLO;
  private boolean unflushed;
  private boolean more;
  private boolean ended;

  EventStream(
      AsyncContext async,
      ServletOutputStream out,
      EventFeed feed,
      ResponseBudget.Share share,
      JsonMapper json,
      StreamThreads threads,
      Runnable onClose) {
    this.async = async;
    this.out = out;
    this.feed = feed;
    this.share = share;
    this.json = json;
    this.threads = threads;
    this.onClose = onClose;
  }

  @Override
  public void changed() {
    changed.set(true);
    signal();
  }

  /** Ends the stream, so that the client connects again, to this node or another. */
  @Override
  public void closed() {
    closing = true;
    signal();
  }

  /** Sends a comment, and looks for changes that were not signalled. */
  void ping() {
    pingDue.set(true);
    changed();
  }

  /** Tries again to read from the store if that has failed. */
  void retry() {
    if (waitsForStore) {
      changed();
    }
  }

  @Override
  public void onWritePossible() {
    opened = true;
    signal();
  }

  @Override
  public void onError(Throwable failure) {
    log.debug("A stream has ended ({})", failure.toString());
    complete();
  }

  private void signal() {
    if (signals.getAndIncrement() == 0) {
      try {
        threads.writers().execute(this::run);
      } catch (RejectedExecutionException e) { // the node has stopped
        log.debug("A stream was not served any more ({})", e.toString());
      }
    }
  }

  private void run() {
    int seen;
    do {
      seen = signals.get();
      responding.lock();
      try {
        respond();
      } finally {
        responding.unlock();
      }
    } while (signals.addAndGet(-seen) != 0);
  }

  private void respond() {
    if (completed) {
      takeArrived();
      if (!reading) {
        share.close(); // here, because only one thread at a time may use it
      }
    } else if (opened) {
      try {
        work();
      } catch (IOException e) {
        log.debug("A stream has ended ({})", e.toString());
        complete();
      } catch (Throwable e) { // also an Error: the stream would hang
        fail(e);
      }
    }
  }

  private void fail(Throwable failure) {
    log.error("A stream has failed", failure);
    complete();
  }

  private void work() throws IOException {
    while (isDrained()) {
      if (ended || closing) {
        complete();
        return;
      }
      if (takeArrived()) {
        continue;
      }
      if (pingDue.getAndSet(false)) {
        pending = PING;
      } else if (!reading && (more || changed.getAndSet(false))) {
        startRead();
      } else {
        return;
      }
    }
  }

  /** Takes over what a read has returned, and returns whether one has. */
  private boolean takeArrived() {
    ReadEvents result = arrived.getAndSet(null);
    if (result == null) {
      return false;
    }
    reading = false;
    pending = result.text().isEmpty() ? null : result.text().getBytes(UTF_8);
    more = result.more();
    ended = result.ended();
    return true;
  }

  private void startRead() {
    reading = true;
    try {
      threads.readers().execute(this::readAndSignal);
    } catch (RejectedExecutionException e) { // the node has stopped
      reading = false;
      more = false;
      log.debug("A stream was not served any more ({})", e.toString());
    }
  }

  /** Runs on a reader. */
  private void readAndSignal() {
    ReadEvents result = ReadEvents.NONE;
    try {
      result = read();
    } catch (Throwable e) { // also an Error: the stream would hang
      fail(e);
    }
    arrived.set(result);
    signal();
  }

  /** Writes what is pending; returns whether the client has room for more. */
  private boolean isDrained() throws IOException {
    byte[] next = pending;
    if (next != null) {
      if (!out.isReady()) {
        return false;
      }
      out.write(next);
      pending = null;
      unflushed = true;
    }
    if (unflushed) {
      if (!out.isReady()) {
        return false;
      }
      out.flush();
      unflushed = false;
    }
    if (!out.isReady()) {
      return false;
    }
    if (!reading) {
      share.written();
    }
    return true;
  }

  private ReadEvents read() {
    try {
      EventBatch batch = feed.next(share);
      waitsForStore = false;
      return new ReadEvents(text(batch), batch.more(), batch.ended());
    } catch (StoreUnavailableException | ResponseBudgetExhaustedException e) {
      log.debug("A stream waits ({})", e.getMessage());
      waitsForStore = true;
      return ReadEvents.NONE;
    }
  }

  private String text(EventBatch batch) {
    StringBuilder text = new StringBuilder();
    for (FeedEvent event : batch.events()) {
      text.append("event: ").append(event.event()).append('\n');
      if (event.id() != null) {
        text.append("id: ").append(event.id()).append('\n');
      }
      // a payload keeps the line breaks between its tokens; each line needs the name of the field
      String data =
          LINE_BREAK.matcher(json.writeValueAsString(event.data())).replaceAll("\ndata: ");
      text.append("data: ").append(data).append("\n\n");
    }
    return text.toString();
  }

  /** Ends the response, after a write that is in progress. A second call has no effect. */
  void complete() {
    responding.lock();
    try {
      if (completed) {
        return;
      }
      completed = true;
      onClose.run();
      signal();
      async.complete();
    } catch (IllegalStateException e) {
      log.debug("The response of a stream had ended ({})", e.toString());
    } finally {
      responding.unlock();
    }
  }
}
