package io.sallyport.cli;

import io.sallyport.cli.cluster.ClusterQuery;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.OutputOption;
import io.sallyport.cli.output.Version;
import io.sallyport.core.doctor.Reached;
import io.sallyport.core.doctor.TokenlessReach;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.proof.SignInPaths;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows everything that a request without a token reaches, with a shortest request for each route. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Show everything that a request without a token, and without a session, reaches at the gateway now: for each"
                + " route the shortest request that gets there, and where it goes.",
        footer = {
            "",
            "Exit codes: 0 nothing but what the settings approve; 1 something else; 2 the input cannot be read.",
            "",
            "Examples:",
            "  sallyport reach --without-token",
            "  sallyport reach --without-token --path '/dex/*' --cluster manifests/ -o json"
        })
final class ReachCommand implements Callable<Integer> {
    @Option(names = "--without-token", required = true, description = "Of requests without a token; so far the only ones that can be asked about.")
    private boolean withoutToken;

    @Option(names = "--path", paramLabel = "GLOB", description = "Only paths like this, as Istio writes them: /dex/*, *.json, /a/{*}/b.")
    private String path;

    @Mixin
    private OutputOption output;

    @Mixin
    private ClusterQuery query;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        ExposureSettings exposure = query.exposure();
        if (path != null && !path.matches("[/*].*")) {
            throw new UnreadableInput("--path " + path + ": write a path such as /dex/*");
        }
        Language paths = path == null ? Language.EVERYTHING : SignInPaths.language(List.of(path));
        List<Reached> reached =
                new TokenlessReach(query.read(exposure).objects(), exposure, Instant.now()).of(paths);
        PrintWriter out = command.commandLine().getOut();
        reached.forEach(one -> out.println(output.json() ? one.tree().toString() : (one.approved() ? "approved  " : "open      ") + one.sentence()));
        out.flush();
        return reached.stream().allMatch(Reached::approved) ? ExitCode.DONE : ExitCode.REFUSED;
    }
}
