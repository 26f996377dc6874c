package io.kmig.validator.app;

/** What a migration's topics, group and transactional ids are called on green. */
record Names(String migration) {
    private static final int LONGEST = 249;

    String digests(String topic) {
        String name = "kmig." + migration + ".digest." + topic;
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException("the digest topic's name would have %d characters, %d are allowed: %s"
                    .formatted(name.length(), LONGEST, name));
        }
        return name;
    }

    String verdicts() {
        return "kmig." + migration + ".verdicts";
    }

    String application() {
        return "kmig." + migration + ".validator";
    }

    String feed() {
        return "kmig." + migration;
    }
}
