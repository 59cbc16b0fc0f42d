package io.sallyport.config;

import io.sallyport.core.model.ExposureSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that can be set, read once at start. */
public record Settings(ExposureSettings exposure, Controller controller, Webhook webhook, Tls tls, Metrics metrics, Log log) {

    /**
     * @param resync      how often everything is looked at again although nothing has changed
     * @param watchSilence how long a watch may say nothing, bookmarks included, before it is begun anew
     * @param jwksRefresh how often the issuer's keys are read again
     * @param workers     how many models are reconciled at once
     */
    public record Controller(Duration resync, Duration watchSilence, Duration jwksRefresh, int workers, Lease lease) {}

    /** Leader election; {@code renewDeadline} must be shorter than {@code duration}. */
    public record Lease(String name, Duration duration, Duration renewDeadline, Duration retryPeriod) {}

    /**
     * @param port          that the server listens on
     * @param maxBodyBytes  largest AdmissionReview taken
     * @param service       our Service, whose DNS names the serving certificate carries
     * @param configuration name of both webhook configurations
     * @param armed         names of the guard's webhooks that are to fail closed once it was seen to work
     * @param clientCA      CA certificates in PEM; whoever asks must show a certificate of theirs
     * @param clientNames   and it must carry one of these names
     */
    public record Webhook(
            int port,
            int maxBodyBytes,
            String service,
            String configuration,
            List<String> armed,
            Optional<String> clientCA,
            List<String> clientNames) {

        /** Name of the ValidatingAdmissionPolicy for endpoints, and of its binding. */
        public String endpointPolicy() {
            return configuration + "-endpoints";
        }

        /** Name of the configuration that repeats them. */
        public String armedConfiguration() {
            return configuration + "-armed";
        }
    }

    /**
     * @param secret              holds the generated certificates
     * @param directory           mounted Secret in the other modes
     * @param minVersion          {@code TLSv1.3} or {@code TLSv1.2}
     * @param caLifetime          of a generated CA
     * @param certificateLifetime of a generated serving certificate
     */
    public record Tls(
            TlsMode mode,
            String secret,
            Path directory,
            String minVersion,
            Duration caLifetime,
            Duration certificateLifetime) {}

    /** The metrics' own port, in plain HTTP. */
    public record Metrics(boolean enabled, int port) {}

    /** How the log is written. */
    public record Log(LogFormat format, LogLevel level) {}

    public enum LogFormat {
        PLAIN,
        JSON
    }

    /** The least important lines that are written. */
    public enum LogLevel {
        DEBUG,
        INFO,
        WARN
    }

    /** Where certificates come from. */
    public enum TlsMode {
        GENERATED,
        CERT_MANAGER,
        PROVIDED
    }
}
