package io.jobwheel.execution.process.worker;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import io.jobwheel.execution.process.WorkerLogLine;
import org.slf4j.event.Level;

/** Writes the log events of a worker process as {@link WorkerLogLine}s, which the service logs. */
public final class WorkerLogLayout extends LayoutBase<ILoggingEvent> {

  private final ThrowableProxyConverter errors = new ThrowableProxyConverter();

  @Override
  public void start() {
    errors.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String logger = event.getLoggerName();
    String text =
        "%s - %s\n%s"
            .formatted(
                logger.substring(logger.lastIndexOf('.') + 1),
                event.getFormattedMessage(),
                errors.convert(event));
    Level level = Level.valueOf(event.getLevel().toString());
    return new WorkerLogLine(level, event.getMDCPropertyMap(), text).encode() + "\n";
  }
}
