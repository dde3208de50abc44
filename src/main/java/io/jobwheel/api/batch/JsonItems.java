package io.jobwheel.api.batch;

import io.jobwheel.api.problem.BodyNotReadableException;
import io.jobwheel.api.problem.BodyTooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream into the texts of its items, one at a time: the elements of a JSON array, or the
 * lines of NDJSON, of which empty ones are skipped. Skips a byte order mark at the beginning. The
 * items themselves are not checked.
 */
final class JsonItems {

  private static final int END = -1;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final boolean lines;
  private final int maxItem;
  private final ByteArrayOutputStream item = new ByteArrayOutputStream();
  private int count;
  private boolean begun;
  private boolean ended;

  /**
   * Creates a splitter.
   *
   * @param in the stream, buffered, so that it supports marks
   * @param lines whether the stream is NDJSON
   * @param maxItem the maximum length of an item in bytes
   */
  JsonItems(InputStream in, boolean lines, int maxItem) {
    this.in = in;
    this.lines = lines;
    this.maxItem = maxItem;
  }

  /**
   * Returns the text of the next item; null at the end.
   *
   * @throws BodyNotReadableException if the stream is not an array
   * @throws BodyTooLargeException if an item is too long
   */
  byte @Nullable [] next() throws IOException {
    if (ended) {
      return null;
    }
    if (!begun) {
      begun = true;
      skipByteOrderMark();
    }
    item.reset();
    byte[] next = lines ? nextLine() : nextElement();
    if (next == null) {
      ended = true;
    } else {
      count++;
    }
    return next;
  }

  private void skipByteOrderMark() throws IOException {
    in.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      in.reset();
    }
  }

  private byte @Nullable [] nextLine() throws IOException {
    while (true) {
      int next = in.read();
      if (next == '\n' || next == END) {
        if (!isBlank()) {
          return item.toByteArray();
        }
        if (next == END) {
          return null;
        }
        item.reset();
      } else {
        add(next);
      }
    }
  }

  private boolean isBlank() {
    for (byte each : item.toByteArray()) {
      if (!isSpace(each)) {
        return false;
      }
    }
    return true;
  }

  private byte @Nullable [] nextElement() throws IOException {
    int first = count == 0 ? afterOpening() : afterSpace();
    if (first == ']') {
      if (count > 0) {
        throw new BodyNotReadableException("The body has a comma before the end of its array.");
      }
      endOfArray();
      return null;
    }
    if (first == ',') {
      throw new BodyNotReadableException(
          "Item %d of the body is missing: two commas follow each other.".formatted(count));
    }
    return element(first);
  }

  private int afterOpening() throws IOException {
    int next = afterSpace();
    if (next == END) {
      throw new BodyNotReadableException("The body is empty. Send a JSON array of jobs.");
    }
    if (next != '[') {
      throw new BodyNotReadableException(
          "The body must be a JSON array of jobs. Jobs one a line have the type"
              + " application/x-ndjson.");
    }
    return afterSpace();
  }

  /** Reads an element, and the comma or bracket after it. */
  private byte[] element(int first) throws IOException {
    int depth = 0;
    boolean quoted = false;
    boolean escaped = false;
    for (int next = first; ; next = in.read()) {
      if (next == END) {
        throw new BodyNotReadableException("The body is incomplete: its array does not end.");
      }
      if (quoted) {
        quoted = escaped || next != '"';
        escaped = !escaped && next == '\\';
      } else if (depth <= 0 && next == ',') {
        break;
      } else if (depth <= 0 && next == ']') {
        endOfArray();
        ended = true;
        break;
      } else {
        quoted = next == '"';
        depth += isOneOf(next, '[', '{') ? 1 : isOneOf(next, ']', '}') ? -1 : 0;
      }
      add(next);
    }
    return item.toByteArray();
  }

  private void endOfArray() throws IOException {
    if (afterSpace() != END) {
      throw new BodyNotReadableException("The body has content after its array. Send one array.");
    }
  }

  private int afterSpace() throws IOException {
    int next = in.read();
    while (isSpace(next)) {
      next = in.read();
    }
    return next;
  }

  private void add(int next) {
    if (item.size() == maxItem) {
      throw new BodyTooLargeException("Item %d of the body".formatted(count), maxItem);
    }
    item.write(next);
  }

  private static boolean isSpace(int each) {
    return each == ' ' || each == '\t' || each == '\r' || each == '\n';
  }

  private static boolean isOneOf(int each, char one, char other) {
    return each == one || each == other;
  }
}
