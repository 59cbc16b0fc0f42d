package io.sallyport.core.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Counterexample.Header;
import io.sallyport.core.policy.Condition;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a client sends. A token is taken as well signed; who signed it cannot be told here.
 *
 * @param target     path, query and fragment as they are sent
 * @param host       with its port, if it is not the usual one
 * @param port       of the address it is sent to
 * @param client     its address, if it is known
 * @param connection whether one of the values of a condition on the connection matches
 */
public record SentRequest(
        String method,
        String scheme,
        String target,
        String host,
        int port,
        List<Header> headers,
        Optional<String> client,
        Predicate<Condition.Opaque> connection) {

    public SentRequest {
        headers = List.copyOf(headers);
    }

    /** The same with a token that says this; its signature is taken as good. */
    public SentRequest withToken(JsonNode claims) {
        var token = new Header("authorization", "Bearer " + SentToken.unsigned(claims));
        return new SentRequest(
                method, scheme, target, host, port, Stream.concat(headers.stream(), Stream.of(token)).toList(), client, connection);
    }
}
