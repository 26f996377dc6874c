package io.kmig.adapter.secret;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Replaces known secrets in text by {@code ***}, also where they were URL-encoded, escaped for JSON or in base64 (as in
 * a basic-auth header).
 *
 * <p>Safe for use by any number of threads: readers see one immutable list, writers replace it. All occurrences of all
 * forms are marked before any is replaced, so that two secrets that overlap leave no remainder of either.
 */
public final class Redactor {
    private static final String MASK = "***";

    /** Shorter values occur everywhere by chance; masking them would blank the output and tell where they occur. */
    private static final int SHORTEST = 4;

    private final AtomicReference<List<String>> forms = new AtomicReference<>(List.of());

    /** From now on this value, and each line of it, is masked. */
    public void remember(String secret) {
        Set<String> added = new LinkedHashSet<>();
        Stream.concat(Stream.of(secret, secret.strip()), secret.lines().map(String::strip))
                .filter(text -> text.length() >= SHORTEST)
                .forEach(text -> added.addAll(formsOf(text)));
        forms.updateAndGet(known -> {
            Set<String> all = new LinkedHashSet<>(known);
            if (!all.addAll(added)) {
                return known;
            }
            return List.copyOf(all);
        });
    }

    /** The text without any remembered secret. */
    public String redact(String text) {
        BitSet secret = new BitSet();
        for (String form : forms.get()) {
            for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
                secret.set(at, at + form.length());
            }
        }
        return secret.isEmpty() ? text : mask(text, secret);
    }

    /** A configuration fit for showing: values of keys that look secret are masked whole, except plain references. */
    public Map<String, String> redact(Map<String, String> configuration) {
        Map<String, String> shown = new LinkedHashMap<>();
        configuration.forEach((key, value) -> {
            boolean hide = SecretKeys.looksSecret(key) && !value.isEmpty() && !SecretReference.only(value);
            shown.put(key, hide ? MASK : redact(value));
        });
        return shown;
    }

    private static String mask(String text, BitSet secret) {
        StringBuilder shown = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            int begin = secret.nextSetBit(from);
            if (begin < 0) {
                break;
            }
            shown.append(text, from, begin).append(MASK);
            from = secret.nextClearBit(begin);
        }
        return shown.append(text, from, text.length()).toString();
    }

    private static Set<String> formsOf(String secret) {
        Set<String> found = new LinkedHashSet<>();
        found.add(secret);
        String json = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
        found.add(json);
        found.add(json.replace("/", "\\/"));
        found.add(ascii(json));
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        found.add(url);
        found.add(url.replace("+", "%20"));
        found.add(lowerCaseEscapes(url));
        found.add(lowerCaseEscapes(url.replace("+", "%20")));
        found.addAll(base64(secret.getBytes(StandardCharsets.UTF_8)));
        found.removeIf(form -> form.length() < SHORTEST);
        return found;
    }

    /**
     * Base64 packs three bytes into four characters, so a secret inside a longer encoded text looks different at each of
     * three alignments. The characters that also depend on its neighbours are left out.
     */
    private static List<String> base64(byte[] secret) {
        List<String> found = new ArrayList<>();
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            found.add(encoder.encodeToString(secret));
            found.add(encoder.withoutPadding().encodeToString(secret));
            for (int before = 0; before < 3; before++) {
                byte[] padded = new byte[before + secret.length];
                System.arraycopy(secret, 0, padded, before, secret.length);
                String encoded = encoder.encodeToString(padded);
                found.add(encoded.substring((before * 8 + 5) / 6, padded.length * 8 / 6));
            }
        }
        return found;
    }

    private static String lowerCaseEscapes(String url) {
        StringBuilder text = new StringBuilder(url);
        for (int at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 3)) {
            text.replace(at, at + 3, text.substring(at, at + 3).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    private static String ascii(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.chars()
                .forEach(c -> text.append(c < 128 ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c)));
        return text.toString();
    }

    @Override
    public String toString() {
        return "Redactor";
    }
}
