package io.kmig.cli.session;

import io.kmig.core.estate.Estate;
import io.kmig.core.spec.MigrationSpec.ClusterSpec;
import java.nio.file.Path;
import java.util.Map;

/** Opens migrations. */
public interface Sessions {
    /**
     * Reads the description and reaches both clusters and the workers; everything that is wrong with any of them is
     * reported at once.
     *
     * @param overrides dotted key to value, beating the file
     */
    Session open(Path description, Map<String, String> overrides);

    /** Looks at one cluster that no description names yet. */
    Estate look(ClusterSpec cluster);
}
