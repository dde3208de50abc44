package io.jobwheel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction that conflicts with another is repeated, up to a limit. */
class LostRacesTest {

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void aTransactionThatLosesIsDoneAgainAFewTimes(String state) {
    String url = PostgresServers.newDatabase();
    try (TestStore store = PostgresStores.open(url)) {
      PostgresServers.execute(url, "CREATE SEQUENCE jobwheel.tries"); // no rollback sets it back
      PostgresServers.execute(
          url,
          """
          CREATE FUNCTION jobwheel.lose() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF nextval('jobwheel.tries') > TG_ARGV[0]::integer THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'lost' USING ERRCODE = '%s';
          END $$
          """
              .formatted(state));
      lose(url, 4);
      Job kept = store.submit(Jobs.queued());
      assertThat(store.read(kept)).isEqualTo(kept);

      lose(url, Integer.MAX_VALUE);
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> store.submit(Jobs.queued()));
      assertThat(PostgresServers.query(url, "SELECT last_value < 50 FROM jobwheel.tries"))
          .containsExactly("t");
    }
  }

  private static void lose(String url, int times) {
    PostgresServers.execute(
        url,
        """
        CREATE OR REPLACE TRIGGER lose BEFORE INSERT ON jobwheel.job
        FOR EACH ROW EXECUTE FUNCTION jobwheel.lose(%d)
        """
            .formatted(times));
  }
}
