package io.jobwheel.store.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Connection to the store, and limits of its writes.
 *
 * @param url JDBC URL of the store. Either a file that no other program uses, such as
 *     jdbc:sqlite:./data/jobwheel.db, or a PostgreSQL database that several nodes can share, such
 *     as jdbc:postgresql://localhost:5432/jobwheel. A missing folder is created.
 * @param readUrl JDBC URL of a standby of the PostgreSQL database, for the lists of jobs and groups
 *     and the pages of the console that show them; everything else is read from the primary server.
 *     Without it, lists are read from the primary server, too. The user, password and schema are
 *     the same.
 * @param maxReadLag Maximum age of the standby's data. If it is older, or the standby fails, lists
 *     are read from the primary server.
 * @param username User of the PostgreSQL database. Ignored for a file.
 * @param password Password of the user. Ignored for a file.
 * @param schema Schema of the tables in the PostgreSQL database. Created if it does not exist.
 *     Ignored for a file.
 * @param readers Number of connections for reading.
 * @param writers Maximum number of connections that write jobs to the PostgreSQL database; the node
 *     uses as many as its load needs. Leases, claims and notifications use four more, and a search
 *     for the primary server one for a moment. Ignored for a file, which has a single connection
 *     for all writes.
 * @param maxBatch Maximum number of writes in one transaction.
 * @param maxWaitingWrites Maximum number of submissions that wait for a transaction. Further
 *     submissions are refused. Writes of accepted jobs do not count and are never refused.
 * @param closeTimeout Maximum time that a shutdown waits for pending writes. The remaining writes
 *     fail.
 */
@Validated
@ConfigurationProperties("jobwheel.store")
public record StoreProperties(
    @NotNull @DefaultValue("jdbc:sqlite:./data/jobwheel.db") String url,
    @Nullable String readUrl,
    @NotNull @DurationMin(millis = 100) @DurationMax(hours = 1) @DefaultValue("10s")
        Duration maxReadLag,
    @Nullable String username,
    @Nullable String password,
    @NotBlank @DefaultValue("jobwheel") String schema,
    @Min(1) @Max(64) @DefaultValue("4") int readers,
    @Min(1) @Max(16) @DefaultValue("2") int writers,
    @Min(1) @Max(100_000) @DefaultValue("1000") int maxBatch,
    @Min(1) @DefaultValue("50000") int maxWaitingWrites,
    @NotNull @DurationMin(millis = 0) @DurationMax(days = 1) @DefaultValue("10s")
        Duration closeTimeout) {

  /** Returns the settings, without those that may be secret. */
  @Override
  public String toString() {
    return "StoreProperties[schema=%s, readers=%d, writers=%d]".formatted(schema, readers, writers);
  }
}
