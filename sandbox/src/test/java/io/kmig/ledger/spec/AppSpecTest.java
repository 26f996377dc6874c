package io.kmig.ledger.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppSpecTest {
    @TempDir
    Path dir;

    @Test
    void comesBackFromItsFileAsItWasWritten() throws IOException {
        AppSpecs specs = new AppSpecs(List.of(
                AppSpec.producer("shop", "orders", "refunds")
                        .rate(300)
                        .records(50, 400, 7)
                        .total(9000)
                        .properties(Map.of("compression.type", "lz4")),
                AppSpec.producer("till", "payments").inTransactions(5),
                AppSpec.consumer("packer", "packing", StartAt.LATEST, "orders").rate(20),
                AppSpec.processor("biller", "billing", StartAt.EARLIEST, "invoices", "orders")));
        Path file = dir.resolve("clients.json");

        specs.write(file);

        assertThat(AppSpecs.read(file)).isEqualTo(specs);
    }

    @Test
    void whatIsLeftOutHasADefault() throws IOException {
        AppSpec spec = read("{\"name\": \"shop\", \"kind\": \"producer\", \"topics\": [\"orders\"]}");

        assertThat(spec.keys()).isEqualTo(100);
        assertThat(spec.valueBytes()).isEqualTo(200);
        assertThat(spec.rate()).isNull();
        assertThat(spec.properties()).isEmpty();
        assertThat(spec.writes()).containsExactly("orders");
        assertThat(spec.reads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\": \"producer\", \"topics\": [\"orders\"]}",
                "{\"name\": \"a/b\", \"kind\": \"producer\", \"topics\": [\"orders\"]}",
                "{\"name\": \"shop\", \"kind\": \"producer\", \"topics\": []}",
                "{\"name\": \"shop\", \"kind\": \"producer\", \"topics\": [\"orders\"], \"group\": \"g\"}",
                "{\"name\": \"shop\", \"kind\": \"producer\", \"topics\": [\"orders\"], \"rate\": 0}",
                "{\"name\": \"shop\", \"kind\": \"producer\", \"topics\": [\"orders\"], \"abortEvery\": 3}",
                "{\"name\": \"shop\", \"kind\": \"robot\", \"topics\": [\"orders\"]}",
                "{\"name\": \"packer\", \"kind\": \"consumer\", \"topics\": [\"orders\"]}",
                "{\"name\": \"packer\", \"kind\": \"consumer\", \"topics\": [\"orders\"], \"group\": \"g\", \"total\": 5}",
                "{\"name\": \"biller\", \"kind\": \"processor\", \"topics\": [\"orders\"], \"group\": \"g\"}",
                "{\"name\": \"shop\", \"kind\": \"producer\", \"topics\": [\"orders\"], \"speed\": 5}"
            })
    void aDefinitionThatMakesNoSenseIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
    }

    @Test
    void twoClientsOfOneNameAreRefused() {
        AppSpec shop = AppSpec.producer("shop", "orders");

        assertThatThrownBy(() -> new AppSpecs(List.of(shop, shop))).hasMessageContaining("shop");
    }

    private AppSpec read(String client) throws IOException {
        Path file = Files.writeString(dir.resolve("one.json"), "{\"clients\": [" + client + "]}");
        return AppSpecs.read(file).clients().get(0);
    }
}
