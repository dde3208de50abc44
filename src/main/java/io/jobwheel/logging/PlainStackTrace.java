package io.jobwheel.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;

/** The stack trace of an event, with the messages of its exceptions as plain text. */
final class PlainStackTrace extends ExtendedWhitespaceThrowableProxyConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return PlainText.of(super.convert(event));
  }
}
