package io.kmig.ledger.spec;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All clients of one host, as its config file holds them: {@code {"clients": [...]}}. */
public record AppSpecs(List<AppSpec> clients) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public AppSpecs {
        clients = List.copyOf(clients);
        Set<String> names = new HashSet<>();
        for (AppSpec client : clients)
            if (!names.add(client.name()))
                throw new IllegalArgumentException("two clients are called " + client.name());
    }

    public static AppSpecs read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), AppSpecs.class);
    }

    /** Readable by its owner only: connections may have passwords. */
    public void write(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        JSON.writeValue(file.toFile(), this);
    }
}
