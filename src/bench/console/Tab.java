import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A tab of the console, as {@code core/live.js} has it: all values of a page are asked for when it
 * is opened; then each second the one that has been due for the longest time. A page that is about
 * one job shows another one every few seconds, as when a user looks through them.
 */
final class Tab {

  private static final long TICK = 1_000;
  private static final long LOOK = 5_000;

  /**
   * What a tab shows.
   *
   * @param streams the paths of the streams that are read meanwhile
   * @param isOneOfMany whether the tab shows another one soon
   */
  record Page(List<Source> sources, List<String> streams, boolean isOneOfMany) {

    static Page of(Source... sources) {
      return new Page(List.of(sources), List.of(), false);
    }
  }

  private static final class Due {
    private final Source source;
    // guarded by this
    private boolean busy;
    private long at;

    Due(Source source) {
      this.source = source;
    }

    synchronized boolean isDue(long now) {
      return !busy && at <= now;
    }

    synchronized long at() {
      return at;
    }

    synchronized void begin() {
      busy = true;
    }

    synchronized void end() {
      busy = false;
      at = source.period() == 0 ? Long.MAX_VALUE : millis() + source.period();
    }
  }

  private final Calls calls;
  private final Supplier<Page> pages;
  private final Thread thread;

  private Tab(Calls calls, Supplier<Page> pages, long delay) {
    this.calls = calls;
    this.pages = pages;
    thread = Thread.ofVirtual().start(() -> run(delay));
  }

  /** Opens a tab after some milliseconds, and shows pages until it is closed. */
  static Tab open(Calls calls, Supplier<Page> pages, long delay) {
    return new Tab(calls, pages, delay);
  }

  private void run(long delay) {
    try {
      TimeUnit.MILLISECONDS.sleep(delay);
      while (true) {
        show(pages.get());
      }
    } catch (InterruptedException e) {
      // the tab is closed
    } catch (IOException e) {
      calls.failed(e);
    }
  }

  private void show(Page page) throws IOException, InterruptedException {
    long until = page.isOneOfMany() ? millis() + LOOK : Long.MAX_VALUE;
    List<Due> dues = new ArrayList<>();
    try (OpenStreams streams = new OpenStreams()) {
      for (Source source : page.sources()) {
        Due due = new Due(source);
        dues.add(due);
        load(due);
      }
      for (String path : page.streams()) {
        streams.open(calls.node(), path);
      }
      streams.readAll();
      while (millis() < until) {
        TimeUnit.MILLISECONDS.sleep(TICK);
        long now = millis();
        dues.stream()
            .filter(each -> each.isDue(now))
            .min(Comparator.comparingLong(Due::at))
            .ifPresent(this::load);
      }
    }
  }

  private void load(Due due) {
    due.begin();
    Thread.ofVirtual()
        .start(() -> {
          try {
            due.source.load().from(calls);
          } catch (IOException e) {
            calls.failed(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            due.end();
          }
        });
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  /** Ends the calls and streams of the tab. */
  void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
