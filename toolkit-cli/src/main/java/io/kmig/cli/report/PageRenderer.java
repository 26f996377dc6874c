package io.kmig.cli.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * Turns a page into HTML that asks for nothing: one style sheet inside, admitted by its hash, and a policy under which
 * a browser would refuse anything that slipped through.
 */
final class PageRenderer {
    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, PageRenderer.class.getClassLoader(), PACKAGE);
    private final String css = css();

    private static final String PACKAGE = PageRenderer.class.getPackageName();

    String render(ReportPage page) {
        StringOutput html = new StringOutput();
        engine.render("report.jte", Map.of("page", page, "css", css, "policy", policy()), html);
        return html.toString();
    }

    private String policy() {
        // the empty icon keeps a browser from asking the server for one
        return "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src 'sha256-"
                + Base64.getEncoder().encodeToString(sha256(css)) + "'";
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String css() {
        try (InputStream css = PageRenderer.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is not beside " + PageRenderer.class.getName());
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
