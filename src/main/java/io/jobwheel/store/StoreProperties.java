package io.jobwheel.store;

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
 * Where the registry is kept and how much it takes.
 *
 * @param url JDBC URL of the registry: a file of its own, such as jdbc:sqlite:./data/jobwheel.db,
 *     or a PostgreSQL database that many nodes may share, such as
 *     jdbc:postgresql://localhost:5432/jobwheel. A folder that is missing is made.
 * @param username User of the PostgreSQL database; not used for a file.
 * @param password Password of that user; not used for a file.
 * @param schema Schema of the tables in the PostgreSQL database, made when it is missing; not used
 *     for a file.
 * @param readers Connections for reading. Those for writing are not counted.
 * @param writers Connections that write jobs to the PostgreSQL database. Leases, claims and
 *     wake-ups have four more; a file has one for all.
 * @param maxBatch How many writes share one transaction at most.
 * @param maxWaitingWrites How many submissions may wait for their transaction; one more is refused.
 *     Writes of jobs that were accepted are not counted and never refused.
 * @param closeTimeout How long a shutdown lets the waiting writes go on; those left over fail.
 */
@Validated
@ConfigurationProperties("jobwheel.store")
record StoreProperties(
    @NotNull @DefaultValue("jdbc:sqlite:./data/jobwheel.db") String url,
    @Nullable String username,
    @Nullable String password,
    @NotBlank @DefaultValue("jobwheel") String schema,
    @Min(1) @Max(64) @DefaultValue("4") int readers,
    @Min(1) @Max(16) @DefaultValue("2") int writers,
    @Min(1) @Max(100_000) @DefaultValue("1000") int maxBatch,
    @Min(1) @DefaultValue("50000") int maxWaitingWrites,
    @NotNull @DurationMin(millis = 0) @DurationMax(days = 1) @DefaultValue("10s")
        Duration closeTimeout) {

  /** Without what may be secret. */
  @Override
  public String toString() {
    return "StoreProperties[schema=%s, readers=%d, writers=%d]".formatted(schema, readers, writers);
  }
}
