package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** What is logged, from the moment when it is made until it is closed. */
public final class LogCapture implements AutoCloseable {

  private static final long LIMIT = 20_000_000_000L;

  private final Logger logger;
  private final Level before;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.prepareForDeferredProcessing();
          take(event);
        }
      };
  // guarded by this
  private final List<ILoggingEvent> events = new ArrayList<>();

  /** All loggers, as far as their levels let through. */
  public LogCapture() {
    this(org.slf4j.Logger.ROOT_LOGGER_NAME, null);
  }

  /** That logger and those below it, at that level; null for the one it has. */
  public LogCapture(String name, Level level) {
    logger = (Logger) LoggerFactory.getLogger(name);
    before = logger.getLevel();
    if (level != null) {
      logger.setLevel(level);
    }
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
  }

  private synchronized void take(ILoggingEvent event) {
    events.add(event);
    notifyAll();
  }

  public synchronized List<ILoggingEvent> events() {
    return List.copyOf(events);
  }

  /** The first event whose message has that in it, once it is there. */
  public ILoggingEvent await(String part) throws InterruptedException {
    return await(event -> event.getFormattedMessage().contains(part));
  }

  /** The first event like that, once it is there. */
  public synchronized ILoggingEvent await(Predicate<ILoggingEvent> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT;
    while (true) {
      for (ILoggingEvent event : events) {
        if (wanted.test(event)) {
          return event;
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      assertThat(left).as("no such line in %s", events).isPositive();
      wait(left);
    }
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
    appender.stop();
  }
}
