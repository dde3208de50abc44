package io.jobwheel.api.request;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;

/** A request with a body that was read into memory. */
final class BufferedRequest extends HttpServletRequestWrapper {

  private final BufferedBody body;

  BufferedRequest(HttpServletRequest request, byte[] body) {
    super(request);
    this.body = new BufferedBody(body);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  private static final class BufferedBody extends ServletInputStream {

    private ByteArrayInputStream bytes;

    BufferedBody(byte[] body) {
      this.bytes = new ByteArrayInputStream(body);
    }

    @Override
    public int read() {
      return releaseAtEnd(bytes.read());
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      return releaseAtEnd(bytes.read(to, offset, length));
    }

    /** Returns a copy of its own length, unlike the method of the superclass. */
    @Override
    public byte[] readAllBytes() {
      byte[] rest = bytes.readAllBytes();
      var _ = releaseAtEnd(-1);
      return rest;
    }

    /** Otherwise Spring MVC wraps the stream, to see whether the body is empty. */
    @Override
    public boolean markSupported() {
      return true;
    }

    @Override
    public void mark(int readLimit) {
      bytes.mark(readLimit);
    }

    @Override
    public void reset() {
      bytes.reset();
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException("The body is in memory; read it without a listener");
    }

    /**
     * Releases the bytes at the end of the body: the request may wait for a minute without them.
     */
    private int releaseAtEnd(int read) {
      if (read < 0) {
        bytes = new ByteArrayInputStream(new byte[0]);
      }
      return read;
    }
  }
}
