package io.kmig.cli.session;

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

    /** Looks at blue and writes the text of a starter kmig.yaml. */
    String starter(Starter starter);
}
