package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.cluster.ClusterQuery;
import io.sallyport.cli.input.ConnectionAddresses;
import io.sallyport.cli.input.RequestLine;
import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.ExplanationText;
import io.sallyport.cli.output.OutputOption;
import io.sallyport.cli.output.Reason;
import io.sallyport.cli.output.Version;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.explain.Explanation;
import io.sallyport.core.explain.SentRequest;
import io.sallyport.core.explain.Walk;
import io.sallyport.core.model.Counterexample.Header;
import io.sallyport.core.model.ExposureSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what the gateway would do with a request, and which rule decides. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Walk a request through the gateway as Envoy would: sign-in, token, DENY, ALLOW, then the route; "
                + "each step names the object and the field that decided.",
        footer = {
            "",
            "The decision is \"routed\", \"ext-authz\" (whoever signs people in decides), \"raw\" (nobody",
            "reads requests at that port), or the status of the answer: 400, 401, 403, 404, or that of a",
            "route that answers.",
            "Exit codes: 0 explained, whatever the decision; 2 the input cannot be read.",
            "",
            "Examples:",
            "  sallyport explain POST https://kubeflow.example.com/kfserving/team/iris",
            "  sallyport explain --cluster manifests/ GET http://iris-team.example.com/dex/x",
            "  sallyport explain POST http://gateway/kfserving/team/iris --claims claims.json",
            "  sallyport explain GET /pipeline/ -H 'Authorization: Bearer TOKEN' -o json"
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "METHOD", description = "Such as GET.")
    private String method;

    @Parameters(index = "1", paramLabel = "URL", description = "As a client would call it. A path alone goes to port 80 of the host \"gateway\".")
    private String url;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'N: v'",
            description = "A header, as often as needed. A Bearer token is read, and its signature taken as good.")
    private List<String> headers = List.of();

    @Option(
            names = "--claims",
            paramLabel = "FILE",
            description = "JSON or YAML, what a Bearer token of the client says (its payload); its signature is taken as good.")
    private Path claims;

    @Option(names = "--client", paramLabel = "IP", description = "The client's address, for rules that ask for it. Without it, no such rule matches.")
    private String client;

    @Option(names = "--destination", paramLabel = "IP", description = "The address of the gateway's Pod, for rules that ask for it. Without it, no such rule matches.")
    private String destination;

    @Mixin
    private OutputOption output;

    @Mixin
    private ClusterQuery query;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        ExposureSettings exposure = query.exposure();
        SentRequest request = RequestLine.read(method, url, sent(), Optional.ofNullable(client), ConnectionAddresses.of(client, destination));
        SentRequest complete = claims == null ? request : request.withToken(payload());
        Explanation explanation = Walk.of(complete, query.read(exposure).objects(), exposure, Instant.now());
        PrintWriter out = command.commandLine().getOut();
        out.println(output.json()
                ? ExplanationText.tree(method, url, explanation).toString()
                : ExplanationText.lines(method, url, explanation));
        out.flush();
        return ExitCode.DONE;
    }

    private List<Header> sent() {
        List<Header> sent = new ArrayList<>();
        for (String header : headers) {
            String[] parts = header.split(":", 2);
            if (parts.length < 2 || parts[0].isBlank()) {
                throw new UnreadableInput("--header \"" + header + "\" has no colon: write 'Name: value'");
            }
            sent.add(new Header(parts[0].strip(), bytes(parts[1].strip())));
        }
        return sent;
    }

    private JsonNode payload() {
        if (sent().stream().anyMatch(header -> header.name().equalsIgnoreCase("authorization"))) {
            throw new UnreadableInput("--claims and a header Authorization are both there: leave one out");
        }
        try {
            List<JsonNode> documents = YamlText.read(SettingsOption.text(claims));
            if (documents.size() == 1 && documents.getFirst().isObject()) {
                return documents.getFirst();
            }
        } catch (IOException e) {
            throw new UnreadableInput(claims + " is not JSON or YAML: " + Reason.of(e));
        }
        throw new UnreadableInput(claims + " is not one mapping of claims");
    }

    /** One character for each byte, as the gateway compares. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
