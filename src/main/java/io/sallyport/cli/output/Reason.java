package io.sallyport.cli.output;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why something failed, in words for people: no class of ours or Java's is named where there is anything else to say. */
public final class Reason {
    private static final Pattern PLACE = Pattern.compile("\\n in '[^']*', line ([0-9]+), column");

    private Reason() {}

    public static String of(Throwable failure) {
        List<Throwable> causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause).toList();
        return causes.stream()
                .filter(KubernetesClientException.class::isInstance)
                .map(KubernetesClientException.class::cast)
                .filter(answer -> answer.getStatus() != null && answer.getStatus().getMessage() != null)
                .map(answer -> answer.getStatus().getMessage())
                .findFirst()
                .or(() -> causes.stream()
                        .filter(JsonProcessingException.class::isInstance)
                        .map(JsonProcessingException.class::cast)
                        .map(Reason::syntax)
                        .findFirst())
                .or(() -> causes.reversed().stream().flatMap(cause -> known(cause).stream()).findFirst())
                .orElseGet(() -> described(causes));
    }

    /** In our words; empty if we have none. */
    private static Optional<String> known(Throwable cause) {
        return switch (cause) {
            case NoSuchFileException _ -> Optional.of("no such file");
            case AccessDeniedException _ -> Optional.of("permission denied");
            case NotDirectoryException _ -> Optional.of("not a folder");
            case UnknownHostException _, UnresolvedAddressException _ -> Optional.of("its host is not known");
            case ConnectException _ -> Optional.of("no connection to it");
            case HttpTimeoutException _ -> Optional.of("no answer in time");
            case CertificateException invalid -> Optional.of("its certificate is not trusted: " + line(invalid.getMessage()));
            case SSLException broken -> Optional.of("no TLS with it: " + line(broken.getMessage()));
            default -> Optional.empty();
        };
    }

    /** In the words of what happened first, which the others only pass on. */
    private static String described(List<Throwable> causes) {
        return causes.reversed().stream()
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .findFirst()
                .map(Reason::line)
                .orElseGet(() -> causes.getLast().getClass().getSimpleName());
    }

    /** The parser's words up to the place, which is part of them or beside them, and without the excerpt. */
    private static String syntax(JsonProcessingException syntax) {
        String text = syntax.getOriginalMessage();
        Matcher place = PLACE.matcher(text);
        boolean found = place.find();
        String words = (found ? text.substring(0, place.start()) : text).lines().map(String::strip).collect(Collectors.joining(": "));
        JsonLocation location = syntax.getLocation();
        return found
                ? words + " (line " + place.group(1) + ")"
                : words + (location == null ? "" : " (line " + location.getLineNr() + ")");
    }

    private static String line(String text) {
        return Optional.ofNullable(text).stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no reason was given");
    }
}
