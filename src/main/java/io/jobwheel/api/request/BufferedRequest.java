package io.jobwheel.api.request;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;

/** A request whose body has been read already. */
final class BufferedRequest extends HttpServletRequestWrapper {

  private final Body body;

  BufferedRequest(HttpServletRequest request, byte[] body) {
    super(request);
    this.body = new Body(body);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  private static final class Body extends ServletInputStream {

    private ByteArrayInputStream bytes;

    Body(byte[] body) {
      this.bytes = new ByteArrayInputStream(body);
    }

    @Override
    public int read() {
      return released(bytes.read());
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      return released(bytes.read(to, offset, length));
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
      throw new UnsupportedOperationException("The body is here already; read it");
    }

    /** At the end, lets go of the bytes: the request may wait for a minute without them. */
    private int released(int read) {
      if (read < 0) {
        bytes = new ByteArrayInputStream(new byte[0]);
      }
      return read;
    }
  }
}
