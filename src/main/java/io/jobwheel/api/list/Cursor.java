package io.jobwheel.api.list;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Encodes the last id of a page as an opaque cursor. */
final class Cursor {

  private static final int BYTES = 2 * Long.BYTES;

  private Cursor() {}

  static String of(UUID last) {
    ByteBuffer bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(last.getMostSignificantBits())
            .putLong(last.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Returns the id of a cursor.
   *
   * @throws IllegalArgumentException if {@link #of} cannot have returned it
   */
  static UUID parse(String cursor) {
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    if (bytes.length == BYTES) {
      ByteBuffer longs = ByteBuffer.wrap(bytes);
      UUID last = new UUID(longs.getLong(), longs.getLong());
      if (of(last).equals(cursor)) {
        return last;
      }
    }
    throw new IllegalArgumentException("not a cursor");
  }
}
