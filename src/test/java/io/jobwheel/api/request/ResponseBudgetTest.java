package io.jobwheel.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import org.junit.jupiter.api.Test;

class ResponseBudgetTest {

  private final ResponseBudget budget = new ResponseBudget(100);

  @Test
  void aResponseBeyondTheBudgetFails() {
    ResponseBudget.Share first = budget.share();
    first.reading(60);
    ResponseBudget.Share second = budget.share();
    second.reading(40);

    assertThatExceptionOfType(ResponseBudgetExhaustedException.class)
        .isThrownBy(() -> second.reading(1))
        .withMessageContaining("100 bytes");
    assertThat(budget.taken()).isEqualTo(100);

    first.close();
    second.reading(60);
    assertThat(budget.taken()).isEqualTo(100);
  }

  @Test
  void writtenBytesAreReleasedAndAClosedShareReleasesOnce() {
    ResponseBudget.Share share = budget.share();
    share.reading(70);
    share.written();
    share.reading(70);
    share.close();
    share.close();

    assertThat(budget.taken()).isZero();
  }

  @Test
  void aSingleResponseCanExceedTheBudget() {
    ResponseBudget.Share large = budget.share();
    large.reading(90);
    large.reading(900);

    assertThatExceptionOfType(ResponseBudgetExhaustedException.class)
        .isThrownBy(() -> budget.share().reading(1));
    large.close();
    budget.share().reading(1);
    assertThat(budget.taken()).isOne();
  }
}
