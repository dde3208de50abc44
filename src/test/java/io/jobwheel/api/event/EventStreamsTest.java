package io.jobwheel.api.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.Samples;
import io.jobwheel.api.event.EventFeed.EventBatch;
import io.jobwheel.api.problem.TooManyStreamsException;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.event.ChangeFollowers;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** Streams of a node whose store hangs, and the limit on their number. */
@Timeout(60)
class EventStreamsTest {

  private static final int READERS = 2;
  private static final int MAX = 5;

  /** Timers that run when the test says so. */
  private static final class ManualTimers implements Ticker {

    private record Timer(Duration delay, Runnable task) {}

    private final List<Timer> timers = new ArrayList<>();

    @Override
    public long read() {
      return 0;
    }

    @Override
    public Future<?> schedule(Duration delay, Runnable task) {
      timers.add(new Timer(delay, task));
      return new CompletableFuture<>();
    }

    /** Runs the timers of that delay once. */
    void run(Duration delay) {
      List<Timer> due = timers.stream().filter(timer -> timer.delay().equals(delay)).toList();
      timers.removeAll(due);
      due.forEach(timer -> timer.task().run());
    }
  }

  /** A feed whose reads wait until the store answers. */
  private static final class HangingFeed implements EventFeed {

    private final CountDownLatch answers;
    private int reads;

    HangingFeed(CountDownLatch answers) {
      this.answers = answers;
    }

    @Override
    public EventBatch next(ReadMeter meter) {
      try {
        answers.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      reads++;
      return new EventBatch(List.of(new FeedEvent("job", Map.of("read", reads))), false, false);
    }

    @Override
    public String position() {
      return "";
    }
  }

  /** A response whose client takes everything at once. */
  private static final class Client extends MockHttpServletResponse {

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    @Override
    public ServletOutputStream getOutputStream() {
      return new ServletOutputStream() {

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
          try {
            listener.onWritePossible();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void write(int b) {
          synchronized (received) {
            received.write(b);
          }
        }
      };
    }

    String received() {
      synchronized (received) {
        return received.toString(UTF_8);
      }
    }
  }

  /** A request that goes on without a thread when the test lets it. */
  private static final class Request extends MockHttpServletRequest {

    private final CountDownLatch starting = new CountDownLatch(1);
    private final CountDownLatch mayStart;

    Request(int permits) {
      mayStart = new CountDownLatch(permits);
      setAsyncSupported(true);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
      starting.countDown();
      try {
        mayStart.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.startAsync(request, response);
    }
  }

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final ManualTimers timers = new ManualTimers();
  private final ChangeFollowers followers = new ChangeFollowers();
  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private final ExecutorService readers = Executors.newFixedThreadPool(READERS);
  private final EventStreams streams =
      new EventStreams(
          followers,
          new ResponseBudget(1_000_000),
          JsonMapper.shared(),
          new StreamThreads(writer, readers),
          InstantSource.system(),
          timers,
          MAX,
          meters);

  private final CountDownLatch storeAnswers = new CountDownLatch(1);

  @AfterEach
  void stop() {
    storeAnswers.countDown();
    readers.close();
    writer.close();
  }

  private Client open() throws IOException {
    return open(Samples.id(), new Request(0));
  }

  private Client open(UUID id, Request request) throws IOException {
    Client client = new Client();
    streams.open(id, new HangingFeed(storeAnswers), null, request, client);
    return client;
  }

  private static void awaitText(Client client, String text) {
    await().atMost(Duration.ofSeconds(20)).until(() -> client.received().endsWith(text));
  }

  @Test
  void pingsGoOnWhileTheStoreHangs() throws Exception {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < MAX; i++) { // more than there are readers
      clients.add(open());
    }
    String hello = ": hello\nretry: 1000\n\n";
    clients.forEach(client -> awaitText(client, hello));
    timers.run(Duration.ofSeconds(15));
    clients.forEach(client -> awaitText(client, hello + ": ping\n\n"));
    timers.run(Duration.ofSeconds(15));
    clients.forEach(client -> awaitText(client, hello + ": ping\n\n: ping\n\n"));

    storeAnswers.countDown();
    // the read that hung, and one for the pings
    clients.forEach(client ->
        awaitText(client, "event: job\ndata: {\"read\":1}\n\nevent: job\ndata: {\"read\":2}\n\n"));
  }

  @Test
  void streamsEndWhileTheStoreHangs() throws Exception {
    open();
    open();
    open();
    followers.close();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> meters.get(EventStreams.OPEN).gauge().value() == 0);
  }

  @Test
  void aStreamThatIsBeingOpenedCounts() throws Exception {
    for (int i = 1; i < MAX; i++) {
      open();
    }
    Request slow = new Request(1);
    try (ExecutorService opener = Executors.newSingleThreadExecutor()) {
      Future<Client> last = opener.submit(() -> open(Samples.id(), slow));
      assertThat(slow.starting.await(20, TimeUnit.SECONDS)).isTrue();
      assertThatExceptionOfType(TooManyStreamsException.class).isThrownBy(this::open);
      slow.mayStart.countDown();
      awaitText(last.get(20, TimeUnit.SECONDS), "retry: 1000\n\n");
    }
    assertThatExceptionOfType(TooManyStreamsException.class).isThrownBy(this::open);
  }

  @Test
  void aStreamThatCannotBeOpenedDoesNotCount() throws Exception {
    for (int i = 0; i < 2 * MAX; i++) {
      Request broken = new Request(0);
      broken.setAsyncSupported(false);
      assertThatThrownBy(() -> open(Samples.id(), broken))
          .isInstanceOf(IllegalStateException.class);
    }
    for (int i = 0; i < MAX; i++) {
      open();
    }
    assertThatExceptionOfType(TooManyStreamsException.class).isThrownBy(this::open);
  }
}
