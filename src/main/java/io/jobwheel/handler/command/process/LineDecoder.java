package io.jobwheel.handler.command.process;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes lines of bytes. A line ends with LF, CR or both: a CR alone is how programs paint over
 * their last line. What is no UTF-8, and NUL, which a registry cannot keep, becomes U+FFFD. A very
 * long line is handed on in pieces. Confined to one thread.
 */
final class LineDecoder {

  /** How many characters a piece has at most. */
  static final int LONGEST = 8_000;

  /** Takes lines. */
  @FunctionalInterface
  interface Sink {
    void line(String line) throws InterruptedException;
  }

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer bytes;
  private final CharBuffer chars;
  private final StringBuilder line = new StringBuilder();
  private final Sink sink;
  private boolean afterReturn;

  /** Takes up to {@code most} bytes at a time. */
  LineDecoder(int most, Sink sink) {
    this.bytes = ByteBuffer.allocate(most + 4); // and what the last bytes left of a character
    this.chars = CharBuffer.allocate(most + 4);
    this.sink = sink;
  }

  void take(byte[] read, int count) throws InterruptedException {
    bytes.put(read, 0, count).flip();
    var _ = decoder.decode(bytes, chars, false); // never short of room: no more chars than bytes
    bytes.compact();
    handOn();
  }

  /** No more bytes come: what is left is a line as well. */
  void end() throws InterruptedException {
    bytes.flip();
    var _ = decoder.decode(bytes, chars, true);
    var _ = decoder.flush(chars);
    handOn();
    if (!line.isEmpty()) {
      endLine();
    }
  }

  private void handOn() throws InterruptedException {
    chars.flip();
    while (chars.hasRemaining()) {
      char c = chars.get();
      if (c == '\n' && afterReturn) {
        afterReturn = false; // the line has ended already
        continue;
      }
      afterReturn = c == '\r';
      if (c == '\n' || c == '\r') {
        endLine();
        continue;
      }
      // a pair stays together
      if (line.length() >= LONGEST - 1
          && (line.length() >= LONGEST || Character.isHighSurrogate(c))) {
        endLine();
      }
      line.append(c == '\0' ? '\uFFFD' : c);
    }
    chars.clear();
  }

  private void endLine() throws InterruptedException {
    String ended = line.toString();
    line.setLength(0);
    sink.line(ended);
  }
}
