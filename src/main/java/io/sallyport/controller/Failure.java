package io.sallyport.controller;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Says in one line why a call of the API server failed. */
final class Failure {
    private Failure() {}

    /** What the API server answered; else the first cause, since the client's own message only says that it failed. */
    static String reason(Throwable failure) {
        Optional<String> answer = failure instanceof KubernetesClientException client
                ? Optional.ofNullable(client.getStatus()).map(Status::getMessage)
                : Optional.empty();
        return answer.orElseGet(() -> {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        });
    }

    /** The HTTP status somewhere in the chain of causes; 0 if there was no answer. */
    static int code(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException answer && answer.getCode() > 0) {
                return answer.getCode();
            }
        }
        return 0;
    }
}
