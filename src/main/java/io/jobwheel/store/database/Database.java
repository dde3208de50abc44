package io.jobwheel.store.database;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.commit.GroupCommit;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.sql.Dialect;
import java.util.List;
import java.util.function.BiFunction;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The database of the store, which opens connections and provides the dialect. Callers close what
 * they open. Closing the database releases it for other processes.
 */
public interface Database extends AutoCloseable {

  /** Returns the dialect of this database. */
  Dialect dialect();

  /** Returns a new pool of connections for reading. */
  HikariDataSource readers();

  /** Sets the data source and the schema of the migration. */
  void configure(FluentConfiguration migration);

  /**
   * Returns new writers, as many as are best for this database.
   *
   * @param open creates a writer from its name and its session
   */
  WriterPool writers(
      BiFunction<String, List<WriterSession>, GroupCommit> open, StoreMetrics metrics);

  /** Returns the gate of the writers, which is closed while their writes would be lost. */
  WriteGate gate();

  /** Returns a new notifier between the nodes that share this database. */
  JobNotifier notifier();

  /** Returns how often another server of the database was found to be the primary. */
  default long failovers() {
    return 0;
  }

  /**
   * Returns 1 if the database waits for a standby before it acknowledges a commit, 0 if it does
   * not, and NaN if that is not known.
   */
  default double synchronous() {
    return 0;
  }

  @Override
  void close();
}
