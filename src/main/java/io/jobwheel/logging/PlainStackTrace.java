package io.jobwheel.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;

/** Writes the stack trace of an event as {@link PlainText}. */
final class PlainStackTrace extends ExtendedWhitespaceThrowableProxyConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return PlainText.of(super.convert(event));
  }
}
