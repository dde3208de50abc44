package io.jobwheel.api.request;

import io.jobwheel.api.problem.BodyTooLargeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that is read as a stream, up to a limit. */
public final class LimitedBody extends FilterInputStream {

  private final long limit;
  private long length;

  public LimitedBody(InputStream body, long limit) {
    super(body);
    this.limit = limit;
  }

  /** Returns the number of bytes that were read. */
  public long length() {
    return length;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] to, int offset, int count) throws IOException {
    int read = super.read(to, offset, count);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int read) {
    length += read;
    if (length > limit) {
      throw new BodyTooLargeException("The request body", limit);
    }
  }
}
