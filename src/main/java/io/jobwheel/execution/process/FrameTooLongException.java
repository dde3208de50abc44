package io.jobwheel.execution.process;

import java.io.IOException;

/** A frame is longer than {@link FrameChannel#LONGEST}; nothing of it was sent. */
public final class FrameTooLongException extends IOException {

  FrameTooLongException(int length) {
    super("A frame of %d bytes, and %d are allowed".formatted(length, FrameChannel.LONGEST));
  }
}
