package io.kmig.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip users unpack, as the build packed it. */
class PluginZipIT {
    @TempDir
    private Path unpacked;

    @Test
    void isOneFolderWithTheTwoJarsAWorkerHasNot() throws Exception {
        List<String> entries = unpack();

        assertThat(entries).allMatch(name -> name.startsWith("kmig/"));
        assertThat(entries)
                .filteredOn(name -> !name.endsWith("/"))
                .hasSize(2)
                .anyMatch(name -> name.matches("kmig/connect-plugins-[^/]+\\.jar"))
                .anyMatch(name -> name.matches("kmig/postgresql-[^/]+\\.jar"));
    }

    @Test
    void isFoundByAWorkerThatBringsKafkaAndNothingElse() throws Exception {
        unpack();

        try (URLClassLoader plugin = new URLClassLoader(jars(), new Worker())) {
            List<SinkConnector> connectors = ServiceLoader.load(SinkConnector.class, plugin).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
            assertThat(connectors).singleElement().satisfies(connector -> {
                assertThat(connector.getClass().getName()).isEqualTo("io.kmig.connect.sink.KmigSinkConnector");
                assertThat(connector.getClass().getClassLoader()).isSameAs(plugin);
                assertThat(connector.version()).isNotEqualTo("unpackaged");
                assertThat(connector.config().names()).contains("connection.url");
                assertThat(connector.taskClass().getDeclaredConstructor().newInstance())
                        .isNotNull();
            });
            List<String> transformations = new ArrayList<>();
            for (Object found : ServiceLoader.load(Transformation.class, plugin)) {
                transformations.add(found.getClass().getName());
            }
            assertThat(transformations).containsExactly("io.kmig.connect.mirror.DamageSmt");
            assertThat(plugin.loadClass("org.postgresql.Driver").getClassLoader())
                    .isSameAs(plugin);
        }
    }

    private List<String> unpack() throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream file = Files.newInputStream(zip());
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                Path target = unpacked.resolve(entry.getName()).normalize();
                assertThat(target).startsWithRaw(unpacked);
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        return names;
    }

    private static Path zip() throws IOException {
        Path target = Path.of(System.getProperty("kmig.home"), "connect-plugins", "target");
        try (Stream<Path> files = Files.list(target)) {
            List<Path> zips = files.filter(
                            file -> file.getFileName().toString().matches("kmig-connect-plugins-.+\\.zip"))
                    .toList();
            assertThat(zips).as("zips in %s", target).hasSize(1);
            return zips.get(0);
        }
    }

    private URL[] jars() throws IOException {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(unpacked.resolve("kmig"))) {
            for (Path jar : files.toList()) jars.add(jar.toUri().toURL());
        }
        return jars.toArray(new URL[0]);
    }

    /** Hides this test's own class path, of which only what every worker has is to be seen. */
    private static final class Worker extends ClassLoader {
        Worker() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.startsWith("org.apache.kafka.") && !name.startsWith("org.slf4j.")) {
                throw new ClassNotFoundException(name);
            }
            return PluginZipIT.class.getClassLoader().loadClass(name);
        }
    }
}
