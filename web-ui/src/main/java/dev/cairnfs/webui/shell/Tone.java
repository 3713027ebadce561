package dev.cairnfs.webui.shell;

import java.util.Locale;

/** How serious a state is. Colour never stands alone: each tone has an icon, and every use of it has words. */
public enum Tone {
    GOOD("check"),
    INFO("info"),
    WARN("warning"),
    BAD("critical");

    private final String icon;

    Tone(String icon) {
        this.icon = icon;
    }

    /** The suffix of the CSS classes. */
    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The symbol in {@code icons.svg}. */
    public String icon() {
        return icon;
    }
}
