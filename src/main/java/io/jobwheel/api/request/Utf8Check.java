package io.jobwheel.api.request;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Finds bytes that are not UTF-8 but that Jackson accepts: overlong encodings, surrogates, and
 * UTF-16 and UTF-32, which contain NUL bytes.
 */
public final class Utf8Check {

  private static final int CHUNK = 8_192;

  private Utf8Check() {}

  /** Returns the index of the first byte that is invalid or NUL; -1 if there is none. */
  public static int firstInvalid(byte[] text) {
    int malformed = firstMalformed(text);
    int end = malformed < 0 ? text.length : malformed;
    for (int i = 0; i < end; i++) {
      if (text[i] == 0) {
        return i;
      }
    }
    return malformed;
  }

  private static int firstMalformed(byte[] text) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(text);
    CharBuffer out = CharBuffer.allocate(Math.min(text.length + 1, CHUNK));
    while (true) {
      CoderResult result = decoder.decode(in, out.clear(), true);
      if (result.isUnderflow()) {
        return -1;
      }
      if (result.isError()) {
        return in.position();
      }
    }
  }
}
