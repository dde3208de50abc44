package io.jobwheel.api.job;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Where the next page begins: the last id of this one, in a form that promises nothing. */
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
   * The id in a cursor.
   *
   * @throws IllegalArgumentException when no page gave it out
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
