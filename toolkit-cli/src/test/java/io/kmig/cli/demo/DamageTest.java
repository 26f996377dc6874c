package io.kmig.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Tp;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DamageTest {
    private static final List<Damage.Target> TARGETS = List.of(
            new Damage.Target("shop.payments", 2, "mirror.shop"), new Damage.Target("shop.receipts", 3, "mirror.till"));

    @Test
    void theSameSeedDrawsTheSamePlaceAndAnotherSeedAnotherOne() {
        assertThat(Damage.draw(7, TARGETS)).isEqualTo(Damage.draw(7, TARGETS));
        assertThat(Damage.draw(7, TARGETS)).isNotEqualTo(Damage.draw(8, TARGETS));
    }

    @Test
    void seedsDrawEveryPartitionOfEveryTopicAndItsOwnMirrorAtManyDistances() {
        List<Damage.Draw> draws = LongStream.range(0, 200)
                .mapToObj(seed -> Damage.draw(seed, TARGETS))
                .toList();

        assertThat(draws.stream().map(Damage.Draw::tp).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        new Tp("shop.payments", 0),
                        new Tp("shop.payments", 1),
                        new Tp("shop.receipts", 0),
                        new Tp("shop.receipts", 1),
                        new Tp("shop.receipts", 2));
        assertThat(draws).allSatisfy(d -> {
            assertThat(d.tp().topic()).isEqualTo(d.target().topic());
            assertThat(d.ahead()).isBetween(100, 499);
        });
        assertThat(draws.stream().map(Damage.Draw::ahead).collect(Collectors.toSet()))
                .hasSizeGreaterThan(100);
    }
}
