package io.jobwheel;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Makes a log fail as it does when memory is lacking: with an error. */
public final class BrokenLog implements AutoCloseable {

  private final Logger logger;
  private final CountDownLatch failures;
  private final Appender<ILoggingEvent> appender =
      new UnsynchronizedAppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          failures.countDown();
          throw new OutOfMemoryError("planted");
        }
      };

  /** Breaks the logs below that name, until it is closed. */
  public BrokenLog(String name, int failures) {
    this.failures = new CountDownLatch(failures);
    logger = (Logger) LoggerFactory.getLogger(name);
    appender.start();
    logger.addAppender(appender);
  }

  /** Waits until so many lines have failed. */
  public boolean awaitFailures() throws InterruptedException {
    return failures.await(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
