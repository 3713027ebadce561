package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/** {@code /logLevel}: shows and sets the level of a logger, in the lines that {@code hadoop daemonlog} looks for. */
final class LogLevels {
    private static final Logger LOG = LoggerFactory.getLogger(LogLevels.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.$-]{1,255}");
    /** The tool prints what follows it on a line. */
    private static final String MARKER = "<!-- OUTPUT -->";

    private final LoggingSystem system;

    LogLevels(LoggingSystem system) {
        this.system = system;
    }

    /**
     * The page for a logger.
     *
     * @param level to set first; null to show only
     * @throws HdfsException ILLEGAL_ARGUMENT for a name or level of the wrong form
     */
    String page(@Nullable String name, @Nullable String level, String user) throws HdfsException {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The parameter log must name a logger");
        }
        StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><title>Log Level</title>\n");
        line(out, "Submitted Class Name: <b>" + name + "</b>");
        if (level != null) {
            LogLevel wanted = parse(level);
            line(out, "Submitted Level: <b>" + wanted + "</b>");
            system.setLogLevel(name, wanted);
            LOG.info("{} has set the level of {} to {}", user, name, wanted);
            line(out, "Setting Level to " + wanted + " ...");
        }
        line(out, "Effective Level: <b>" + effective(name) + "</b>");
        return out.append("</html>\n").toString();
    }

    /** A logger that nobody has asked for yet has the level of the nearest one above it. */
    private LogLevel effective(String name) {
        String at = name;
        while (true) {
            LoggerConfiguration known = system.getLoggerConfiguration(at);
            if (known != null) {
                return known.getEffectiveLevel();
            }
            if (at.equals(LoggingSystem.ROOT_LOGGER_NAME)) {
                return LogLevel.OFF;
            }
            int dot = at.lastIndexOf('.');
            at = dot < 0 ? LoggingSystem.ROOT_LOGGER_NAME : at.substring(0, dot);
        }
    }

    private static LogLevel parse(String level) throws HdfsException {
        String word = level.toUpperCase(Locale.ROOT);
        if (word.equals("ALL")) {
            return LogLevel.TRACE;
        }
        for (LogLevel known : LogLevel.values()) {
            if (known.name().equals(word)) {
                return known;
            }
        }
        throw new HdfsException(
                ErrorCode.ILLEGAL_ARGUMENT,
                "The parameter level must be one of ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL, OFF");
    }

    private static void line(StringBuilder out, String text) {
        out.append(MARKER).append(text).append("<br>\n");
    }
}
