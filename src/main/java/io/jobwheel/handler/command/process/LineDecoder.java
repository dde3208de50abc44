package io.jobwheel.handler.command.process;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes bytes as UTF-8 and splits them into lines. A line ends with LF, CR or CR LF; programs use
 * CR alone to overwrite their last line. Malformed bytes, and NUL, which the store cannot keep,
 * become U+FFFD. Lines of more than {@value #LONGEST} characters are split. Not thread-safe.
 */
final class LineDecoder {

  /** The maximum length of a line in characters. */
  static final int LONGEST = 8_000;

  /** Receives lines. */
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

  /** Creates a decoder for at most {@code maxBytes} bytes at a time. */
  LineDecoder(int maxBytes, Sink sink) {
    this.bytes = ByteBuffer.allocate(maxBytes + 4); // with the rest of an incomplete character
    this.chars = CharBuffer.allocate(maxBytes + 4);
    this.sink = sink;
  }

  void take(byte[] read, int count) throws InterruptedException {
    bytes.put(read, 0, count).flip();
    var _ =
        decoder.decode(bytes, chars, false); // cannot overflow: there are no more chars than bytes
    bytes.compact();
    splitLines();
  }

  /** Passes on the remaining characters as the last line. */
  void end() throws InterruptedException {
    bytes.flip();
    var _ = decoder.decode(bytes, chars, true);
    var _ = decoder.flush(chars);
    splitLines();
    if (!line.isEmpty()) {
      endLine();
    }
  }

  private void splitLines() throws InterruptedException {
    chars.flip();
    while (chars.hasRemaining()) {
      char c = chars.get();
      if (c == '\n' && afterReturn) {
        afterReturn = false; // second character of CR LF
        continue;
      }
      afterReturn = c == '\r';
      if (c == '\n' || c == '\r') {
        endLine();
        continue;
      }
      // does not split a surrogate pair
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
