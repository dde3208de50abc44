package io.jobwheel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.type.classreading.MetadataReader;

/**
 * Gives each application context what earlier contexts of this JVM have read of class files, so
 * that a test does not scan the same classes again. Spring empties the cache of a context once it
 * has started.
 */
public final class ClassMetadataCache
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final Map<Resource, MetadataReader> READ = new ConcurrentHashMap<>();

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    if (context instanceof DefaultResourceLoader loader) {
      Map<Resource, MetadataReader> cache = loader.getResourceCache(MetadataReader.class);
      cache.putAll(READ);
      context.addBeanFactoryPostProcessor(_ -> READ.putAll(cache));
    }
  }
}
