package io.jobwheel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.jdbc.query.JdbcJobQueries;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.store.query.TimeRange;
import io.jobwheel.store.sql.SqliteDialect;
import io.jobwheel.store.sql.StoreProbe;
import io.jobwheel.store.sql.StoreReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Lists count no rows, neither all nor those of a page: pages follow each other by ids. */
class ListStatementsTest {

  private static final int FILTERS = 300;

  @TempDir Path folder;

  private final List<String> statements = new ArrayList<>();

  @Test
  void listsCountNoRows() {
    RandomJobs random = new RandomJobs(1);
    SqliteStores.create(SqliteStores.file(folder));
    List<JobGroup> groups = RandomJobs.some(3, random::group);
    StoreReader reader = new StoreReader(recording(), new SqliteDialect());
    JdbcJobQueries queries =
        new JdbcJobQueries(reader, new StoreProbe(reader::probe, Duration.ofSeconds(2)), 10);
    for (int i = 0; i < FILTERS; i++) {
      queries.list(
          new PageQuery<>(random.jobFilter(groups), random.nextBoolean() ? Jobs.newId() : null, 5),
          random.nextBoolean()
              ? TextSelection.NONE
              : new TextSelection(Set.of(JobText.values()), 40),
          ReadMeter.NONE);
      queries.listGroups(
          new PageQuery<>(
              new GroupFilter(
                  random.subset(List.of(JobState.values())),
                  random.subset(List.of(ExecutionMode.values())),
                  TimeRange.ALL),
              null,
              5));
    }
    assertThat(statements)
        .hasSizeGreaterThan(FILTERS)
        .allSatisfy(sql -> assertThat(sql).doesNotContainIgnoringCase("count("));
  }

  /** Returns the source of connections that record what they prepare. */
  private DataSource recording() {
    SQLiteDataSource file = new SQLiteDataSource();
    file.setUrl("jdbc:sqlite:" + SqliteStores.file(folder).path());
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, _) -> {
              assertThat(method.getName()).isEqualTo("getConnection");
              return recorded(file.getConnection());
            });
  }

  private Connection recorded(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.add((String) arguments[0]);
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
