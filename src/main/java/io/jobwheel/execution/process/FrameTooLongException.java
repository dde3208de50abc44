package io.jobwheel.execution.process;

import java.io.IOException;

/** Thrown if a frame is longer than {@link FrameChannel#LONGEST}. Nothing of it was sent. */
public final class FrameTooLongException extends IOException {

  FrameTooLongException(int length) {
    super("A frame has %d bytes; the limit is %d".formatted(length, FrameChannel.LONGEST));
  }
}
