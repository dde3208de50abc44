package io.jobwheel.store.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Texts as parameters of one statement, as {@link IdList} does it with ids. */
public final class TextList {

  private final List<String> texts;

  private TextList(List<String> texts) {
    this.texts = texts;
  }

  /** Returns lists of all these texts. */
  public static List<TextList> of(Collection<String> texts) {
    List<String> all = List.copyOf(texts);
    List<TextList> lists = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IdList.MAX) {
      lists.add(new TextList(all.subList(from, Math.min(from + IdList.MAX, all.size()))));
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
      statement.text(texts.get(Math.min(i, texts.size() - 1)));
    }
  }

  private int length() {
    return IdList.lengthFor(texts.size());
  }
}
