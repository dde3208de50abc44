package io.jobwheel.store.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.DeliveryPlanner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

class DeliveryPlannerLookupTest {

  @Test
  void jobsThatEndWhileBeansAreDestroyedUseThePlannerOfTheOthers() {
    AtomicInteger created = new AtomicInteger();
    DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    beans.registerBeanDefinition(
        "planner",
        new RootBeanDefinition(
            DeliveryPlanner.class,
            () -> {
              created.incrementAndGet();
              return DeliveryPlanner.NONE;
            }));
    Supplier<DeliveryPlanner> planner =
        JdbcConfiguration.plannerOnce(beans.getBeanProvider(DeliveryPlanner.class));
    assertThat(created).hasValue(0);
    assertThat(planner.get()).isSameAs(DeliveryPlanner.NONE);

    beans.destroySingleton("planner");

    assertThat(planner.get()).isSameAs(DeliveryPlanner.NONE);
    assertThat(created).hasValue(1);
  }
}
