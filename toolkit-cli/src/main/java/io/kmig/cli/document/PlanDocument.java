package io.kmig.cli.document;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.cli.session.Operations;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.plan.Operation;
import io.kmig.core.plan.Plan;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan as JSON: what {@code plan -o json} prints and {@code plan --out} saves. Connector configs hold references to
 * secrets, never their values.
 */
public record PlanDocument(
        int schemaVersion,
        String migration,
        String blueClusterId,
        String greenClusterId,
        String fingerprint,
        Plan.Scope scope,
        List<Operation> operations,
        List<MoveLine> order,
        List<Plan.Risk> risks) {
    private static final int VERSION = 1;

    /**
     * One unit in its place in the order.
     *
     * @param where blue or green; moving or returning while it is between them. Of the moment the plan was made
     */
    public record MoveLine(
            String unit,
            String where,
            List<String> clients,
            Collection<String> reads,
            Collection<String> writes,
            String because) {
        static MoveLine of(MoveOrder.Placed placed, String where) {
            return new MoveLine(
                    placed.unit().name(),
                    where,
                    placed.unit().clients().stream().map(ClientSpec::name).toList(),
                    placed.unit().reads(),
                    placed.unit().writes(),
                    placed.because());
        }
    }

    public static PlanDocument of(Operations.Planned planned) {
        Plan plan = planned.plan();
        return new PlanDocument(
                VERSION,
                plan.migration(),
                plan.blueClusterId(),
                plan.greenClusterId(),
                plan.fingerprint(),
                plan.scope(),
                plan.operations(),
                plan.order().stream()
                        .map(p -> MoveLine.of(p, planned.where(p.unit().name())))
                        .toList(),
                plan.risks());
    }

    /** The plan as far as apply compares it; the order is always computed anew. */
    public Plan plan() {
        return new Plan(migration, blueClusterId, greenClusterId, fingerprint, operations, List.of(), risks, scope);
    }

    /** Writes plans to files and reads them back. */
    public static final class Store {
        private final Documents documents;
        private final ObjectMapper mapper;

        public Store(Documents documents) {
            this.documents = documents;
            this.mapper = documents.mapper().copy().addMixIn(Operation.class, Kinds.class);
        }

        public String json(Operations.Planned planned) {
            try {
                return mapper.writeValueAsString(of(planned));
            } catch (IOException e) {
                throw new IllegalStateException("a plan is always writable", e);
            }
        }

        public String yaml(Operations.Planned planned) {
            try {
                return documents.yaml(mapper.readTree(json(planned)));
            } catch (IOException e) {
                throw new IllegalStateException("a plan is always writable", e);
            }
        }

        /**
         * Refuses to save over what is no plan, above all over the description itself.
         *
         * @param description kmig.yaml
         */
        public void requireFree(Path file, Path description) {
            if (Files.exists(file) && (same(file, description) || !holdsPlan(file))) {
                throw new KmigException(new Problem(
                        ErrorCode.FILE_EXISTS,
                        file + (same(file, description) ? " describes the migration" : " exists and is no saved plan"),
                        "it was not touched",
                        "kmig plan --out " + fresh(file)));
            }
        }

        private static boolean same(Path file, Path description) {
            try {
                return Files.exists(description) && Files.isSameFile(file, description);
            } catch (IOException e) {
                return false;
            }
        }

        /** Of whatever schemaVersion: an old plan may be replaced. */
        private boolean holdsPlan(Path file) {
            try {
                JsonNode there = mapper.readTree(file.toFile());
                return there.path("schemaVersion").isInt()
                        && there.path("fingerprint").isTextual()
                        && there.path("operations").isArray();
            } catch (IOException e) {
                return false;
            }
        }

        /** A name beside it that is not taken. */
        private static Path fresh(Path file) {
            String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]+$", "");
            Path free = file.resolveSibling(name + ".plan");
            for (int i = 2; Files.exists(free); i++) {
                free = file.resolveSibling(name + "-" + i + ".plan");
            }
            return free;
        }

        public void save(Operations.Planned planned, Path file) {
            try {
                Path directory = file.toAbsolutePath().getParent();
                if (directory != null) {
                    Files.createDirectories(directory);
                }
                Files.writeString(file, json(planned) + "\n");
            } catch (IOException e) {
                throw unreadable(
                        "cannot write plan " + file + ": " + e.getMessage(), "choose another place with --out", e);
            }
        }

        public Plan read(Path file) {
            PlanDocument document;
            try {
                document = mapper.readValue(file.toFile(), PlanDocument.class);
            } catch (IOException e) {
                String reason = e.getMessage();
                throw unreadable(
                        "cannot read plan " + file + ": "
                                + (reason == null
                                        ? e.toString()
                                        : reason.lines().findFirst().orElse("")),
                        "make one with `kmig plan --out " + (Files.exists(file) ? fresh(file) : file) + "`",
                        e);
            }
            if (document.schemaVersion() != VERSION) {
                throw unreadable(
                        "plan " + file + " has schemaVersion " + document.schemaVersion() + ", this kmig reads "
                                + VERSION,
                        "make a new one with `kmig plan --out " + file + "`",
                        null);
            }
            return document.plan();
        }

        private static KmigException unreadable(String observed, String remedy, @Nullable Throwable cause) {
            return new KmigException(
                    new Problem(ErrorCode.PLAN_UNREADABLE, observed, "nothing was changed", remedy), cause);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "operation")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Operation.CreateTopic.class, name = "createTopic"),
        @JsonSubTypes.Type(value = Operation.AddPartitions.class, name = "addPartitions"),
        @JsonSubTypes.Type(value = Operation.AlterTopicConfigs.class, name = "alterTopicConfigs"),
        @JsonSubTypes.Type(value = Operation.CreateConnector.class, name = "createConnector"),
        @JsonSubTypes.Type(value = Operation.UpdateConnector.class, name = "updateConnector"),
        @JsonSubTypes.Type(value = Operation.ReviveConnector.class, name = "reviveConnector")
    })
    private interface Kinds {}
}
