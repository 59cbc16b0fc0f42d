package io.sallyport.cli.selftest;

import io.sallyport.core.text.Excerpt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a model for what it is, through the gateway: a GET, which needs to know nothing of the model. Each call tells what is
 * wrong; nothing if the answer is as it has to be.
 *
 * @param namespace of the model
 * @param url       where it answers
 */
record ModelCall(String namespace, String model, URI url) {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int SHOWN = 300;

    /** Without a token nobody gets in. */
    Optional<String> shutWithoutToken() {
        return call(Optional.empty(), answer -> switch (answer.statusCode()) {
            case 401, 403 -> Optional.empty();
            case 200 -> Optional.of("anybody gets in: `sallyport explain GET " + url + "` shows which rule lets them");
            default -> Optional.of("403 was to be answered, not " + shown(answer));
        });
    }

    /** @param caller whose token it is, {@code namespace/name} */
    Optional<String> openTo(String caller, String token) {
        return call(Optional.of(token), answer -> switch (answer.statusCode()) {
            case 200 -> Optional.empty();
            case 401 -> Optional.of("the gateway does not take the token: " + shown(answer)
                    + "; see RequestAuthentication sallyport-tokens, and settings.tokens");
            case 403 -> Optional.of(shown(answer) + "; if the model is not meant to be called by " + caller + " yet: kubectl"
                    + " annotate inferenceservice --overwrite --namespace " + namespace + " " + model
                    + " 'sallyport.io/callers=" + namespace + "/*, " + caller + "'");
            case 404 -> Optional.of(shown(answer) + "; see whether the model is exposed: kubectl describe inferenceservice"
                    + " --namespace " + namespace + " " + model);
            default -> Optional.of("200 was to be answered, not " + shown(answer));
        });
    }

    private interface Judgement {
        Optional<String> fault(HttpResponse<String> answer);
    }

    private Optional<String> call(Optional<String> token, Judgement judgement) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(ANSWER).GET();
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            return judgement.fault(client.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.of("no answer (" + e.getClass().getSimpleName()
                    + (e.getMessage() == null ? "" : ": " + e.getMessage())
                    + "): give the gateway's address inside the cluster with the chart's value test.model.url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static String shown(HttpResponse<String> answer) {
        String body = answer.body().strip().replaceAll("\\s+", " ");
        return answer.statusCode() + " " + Excerpt.of(body, SHOWN);
    }
}
