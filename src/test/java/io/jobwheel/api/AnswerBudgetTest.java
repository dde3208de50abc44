package io.jobwheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class AnswerBudgetTest {

  private final AnswerBudget budget = new AnswerBudget(100);

  @Test
  void anAnswerThatFindsTooLittleLeftFails() {
    AnswerBudget.Share first = budget.share();
    first.reading(60);
    AnswerBudget.Share second = budget.share();
    second.reading(40);

    assertThatExceptionOfType(AnswerBudgetExhaustedException.class)
        .isThrownBy(() -> second.reading(1))
        .withMessageContaining("100 bytes");
    assertThat(budget.taken()).isEqualTo(100);

    first.close();
    second.reading(60);
    assertThat(budget.taken()).isEqualTo(100);
  }

  @Test
  void whatIsWrittenIsFreeAndAClosedShareGivesBackOnce() {
    AnswerBudget.Share share = budget.share();
    share.reading(70);
    share.written();
    share.reading(70);
    share.close();
    share.close();

    assertThat(budget.taken()).isZero();
  }

  @Test
  void anAnswerByItselfMayBeLargerAndThenOthersWait() {
    AnswerBudget.Share large = budget.share();
    large.reading(90);
    large.reading(900);

    assertThatExceptionOfType(AnswerBudgetExhaustedException.class)
        .isThrownBy(() -> budget.share().reading(1));
    large.close();
    budget.share().reading(1);
    assertThat(budget.taken()).isOne();
  }
}
