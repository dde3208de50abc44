package io.jobwheel.store.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Ids as parameters of one statement. The last id is repeated up to one of a few lengths, so that
 * few different statements are prepared.
 */
public final class IdList {

  /** Maximum number of ids. */
  public static final int MAX = 1_000;

  private static final int[] LENGTHS = {1, 10, 100, MAX};

  private final List<UUID> ids;

  /**
   * Creates a list of 1 to {@link #MAX} ids.
   *
   * @throws IllegalArgumentException if there are fewer or more ids
   */
  public IdList(Collection<UUID> ids) {
    if (ids.isEmpty() || ids.size() > MAX) {
      throw new IllegalArgumentException("A statement takes 1 to %d ids.".formatted(MAX));
    }
    this.ids = List.copyOf(ids);
  }

  /** Returns lists of all these ids, without repetitions, in the order of the database. */
  public static List<IdList> ordered(Collection<UUID> ids) {
    List<UUID> all = ids.stream().distinct().sorted(Comparator.comparing(UUID::toString)).toList();
    List<IdList> lists = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MAX) {
      lists.add(new IdList(all.subList(from, Math.min(from + MAX, all.size()))));
    }
    return lists;
  }

  /** Returns the question marks of an {@code IN} list. */
  public String placeholders() {
    return SqlFragments.placeholders(length());
  }

  /** Binds all parameters of the list. */
  public void bind(BoundStatement statement) throws SQLException {
    for (int i = 0; i < length(); i++) {
      statement.id(ids.get(Math.min(i, ids.size() - 1)));
    }
  }

  private int length() {
    return lengthFor(ids.size());
  }

  /** Returns the number of parameters of a statement with this number of values. */
  static int lengthFor(int values) {
    return IntStream.of(LENGTHS).filter(length -> length >= values).findFirst().orElseThrow();
  }
}
