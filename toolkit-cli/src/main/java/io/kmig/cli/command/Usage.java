package io.kmig.cli.command;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.sandbox.KafkaSpec;
import java.util.List;

/** What an option may be, where its type does not say it. */
final class Usage {
    private static final List<String> BLUE_VERSIONS = List.of(KafkaSpec.V4_3_1, KafkaSpec.V2_8_2);

    private Usage() {}

    static void requireBlueVersion(String version) {
        require(BLUE_VERSIONS.contains(version), "--blue-version is one of " + BLUE_VERSIONS + ", not " + version);
    }

    static void require(boolean allowed, String otherwise) {
        if (!allowed) {
            throw new KmigException(
                    new Problem(ErrorCode.USAGE, otherwise, "nothing was done", "see the command's --help"));
        }
    }
}
