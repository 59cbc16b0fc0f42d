package io.sallyport.cli.serve;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.sallyport.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the log is written: plain until the settings are read, and from then on as they say. */
final class LogOutput {
    /** Of the appender in logback.xml. */
    private static final String CONSOLE = "console";

    private LogOutput() {}

    static void use(Settings.Log log) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger("io.sallyport").setLevel(Level.toLevel(log.level().name()));
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        if (log.format() == Settings.LogFormat.JSON
                && root.getAppender(CONSOLE) instanceof OutputStreamAppender<ILoggingEvent> console) {
            console.setEncoder(json(context));
        }
    }

    /** Time, level, thread, logger, message, keys and values, and a stack trace where there is one. */
    static JsonEncoder json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMarkers(false);
        // As it reads, without the template and the arguments it was made of.
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }
}
