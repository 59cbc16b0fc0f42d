package io.sallyport.controller.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in one line why a call of the API server failed. */
public final class Failure {
    private Failure() {}

    /** What the API server answered; else the first cause, since the client's own message only says that it failed. */
    public static String reason(Throwable failure) {
        return answers(failure)
                .flatMap(answer -> Optional.ofNullable(answer.getStatus()).stream())
                .flatMap(status -> Optional.ofNullable(status.getMessage()).stream())
                .findFirst()
                .orElseGet(() -> {
                    Throwable first = causes(failure).reduce(failure, (outer, inner) -> inner);
                    return Optional.ofNullable(first.getMessage()).orElse(first.getClass().getSimpleName());
                });
    }

    /** The HTTP status of the answer; 0 if there was none. */
    public static int code(Throwable failure) {
        return answers(failure)
                .map(KubernetesClientException::getCode)
                .filter(code -> code > 0)
                .findFirst()
                .orElse(0);
    }

    private static Stream<KubernetesClientException> answers(Throwable failure) {
        return causes(failure)
                .filter(KubernetesClientException.class::isInstance)
                .map(KubernetesClientException.class::cast);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
