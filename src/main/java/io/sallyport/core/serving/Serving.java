package io.sallyport.core.serving;

import io.sallyport.core.model.kserve.Protocol;
import java.util.List;

/**
 * How the component that takes a model's calls is spoken to.
 *
 * @param protocol what the public paths mean
 * @param names    the names by which the server knows its models, the one that short calls mean first
 * @param openAi   what the server has of OpenAI's API
 * @param more     paths of the server's own besides the protocol's, the same outside
 * @param listed   true if only those of {@code more} are known, and none of the protocol's
 * @param notes    what is to be told to whoever exposes it, one sentence each
 */
public record Serving(
        Protocol protocol, List<String> names, OpenAiPaths openAi, List<Endpoint.Call> more, boolean listed, List<String> notes) {

    public Serving {
        names = List.copyOf(names);
        more = List.copyOf(more);
        notes = List.copyOf(notes);
    }

    /**
     * Every call that the model answers from outside.
     *
     * @param base the model's public path, such as {@code /kfserving/team/iris}
     */
    public List<Endpoint> endpoints(String base) {
        return PublicPaths.of(base, this);
    }

    /** True if both are spoken to alike, whatever is told of them. */
    public boolean same(Serving other) {
        return protocol == other.protocol && names.equals(other.names) && openAi.equals(other.openAi)
                && more.equals(other.more) && listed == other.listed;
    }
}
