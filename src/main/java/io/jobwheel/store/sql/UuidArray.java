package io.jobwheel.store.sql;

import java.io.Serial;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteConverter;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * A parameter of the type {@code uuid[]}, which the driver can send in binary form; its own arrays
 * of this type are text. The form is that of {@code array_recv} in PostgreSQL's source: the number
 * of dimensions, whether there are nulls, the type of the elements, the length and the first index
 * of the dimension, and each element after its length, which is -1 for null.
 */
class UuidArray extends PGobject implements PGBinaryObject {

  /** The OID of {@code uuid[]}, which the driver sends as text by default. */
  static final int OID = 2951;

  private static final int ELEMENT_OID = 2950;
  private static final int HEADER = 20;
  private static final int ELEMENT = 16;

  @Serial private static final long serialVersionUID = 1;

  private final @Nullable UUID[] ids;

  UuidArray(@Nullable UUID[] ids) {
    this.ids = ids;
    setType("uuid[]");
  }

  @Override
  public void setByteValue(byte[] value, int offset) {
    throw new UnsupportedOperationException("Arrays of this class are only sent.");
  }

  @Override
  public int lengthInBytes() {
    int length = HEADER;
    for (UUID id : ids) {
      length += id == null ? Integer.BYTES : Integer.BYTES + ELEMENT;
    }
    return length;
  }

  @Override
  public void toBytes(byte[] bytes, int offset) {
    ByteConverter.int4(bytes, offset, 1);
    ByteConverter.int4(bytes, offset + 4, Arrays.asList(ids).contains(null) ? 1 : 0);
    ByteConverter.int4(bytes, offset + 8, ELEMENT_OID);
    ByteConverter.int4(bytes, offset + 12, ids.length);
    ByteConverter.int4(bytes, offset + 16, 1);
    int at = offset + HEADER;
    for (UUID id : ids) {
      ByteConverter.int4(bytes, at, id == null ? -1 : ELEMENT);
      at += Integer.BYTES;
      if (id != null) {
        ByteConverter.int8(bytes, at, id.getMostSignificantBits());
        ByteConverter.int8(bytes, at + Long.BYTES, id.getLeastSignificantBits());
        at += ELEMENT;
      }
    }
  }

  /** Returns the text, which is sent if the URL turns binary parameters off. */
  @Override
  public String getValue() {
    return Arrays.stream(ids).map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }
}
