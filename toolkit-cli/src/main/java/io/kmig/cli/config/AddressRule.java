package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bootstrap servers are host:port, and the two sides share none. Two different addresses can still be one cluster; only
 * the cluster ids tell, which nobody knows before connecting.
 */
final class AddressRule implements Rule {
    private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\s:/@\\[\\]]+):([0-9]{1,5})");
    private static final String REMEDY = "write host:port, several with commas: bootstrap: \"b1:9092,b2:9092\"";

    @Override
    public void check(Description description, Findings findings) {
        List.of("/blue/bootstrap", "/green/bootstrap")
                .forEach(at -> description.text(at).ifPresent(text -> format(text, description, findings)));
        Set<String> shared = servers(description, "/blue/bootstrap");
        shared.retainAll(servers(description, "/green/bootstrap"));
        if (!shared.isEmpty()) {
            JsonPointer green = JsonPointer.compile("/green/bootstrap");
            findings.add(
                    description.yaml().placeOf(green),
                    green,
                    "blue and green share " + String.join(", ", shared) + ", so they are one cluster",
                    "write the bootstrap servers of the new cluster here");
        }
    }

    private static void format(Description.Text text, Description description, Findings findings) {
        for (String server : text.value().split(",", -1)) {
            Matcher matcher = SERVER.matcher(server.strip());
            boolean valid = matcher.matches() && inRange(Integer.parseInt(matcher.group(2)));
            if (!valid) {
                findings.add(
                        description.yaml().placeOf(text.at()),
                        text.at(),
                        (server.contains("@") ? "an entry" : Shown.quoted(server.strip())) + " is not host:port",
                        REMEDY);
            }
        }
    }

    private static boolean inRange(int port) {
        return port > 0 && port < 65_536;
    }

    private static Set<String> servers(Description description, String at) {
        Set<String> servers = new TreeSet<>();
        description.text(at).stream()
                .flatMap(text -> Arrays.stream(text.value().split(",", -1)))
                .map(server -> server.strip().toLowerCase(Locale.ROOT))
                .filter(server -> !server.isEmpty())
                .forEach(servers::add);
        return servers;
    }
}
