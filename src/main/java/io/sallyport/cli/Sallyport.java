package io.sallyport.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.Reason;
import io.sallyport.cli.output.Version;
import io.sallyport.cli.selftest.SelftestCommand;
import io.sallyport.cli.serve.ServeCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine;

/** The command line: one word for each thing that can be done. */
@Command(
        name = "sallyport",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Exposes KServe models through Istio with a label, and keeps the door locked for everybody without a token.",
        footer = {"", "sallyport COMMAND --help tells about one of them."})
public final class Sallyport {
    private static final Set<String> VERSION = Set.of("-V", "--version");

    private Sallyport() {}

    /**
     * Runs one command.
     *
     * @param environment read for POD_NAMESPACE and the like, where a command runs in a cluster
     * @param halt        ends the process at once with this exit code, hooks or not
     * @return the process's exit code
     */
    public static int run(String[] arguments, Map<String, String> environment, IntConsumer halt) {
        return commandLine(environment, halt, arguments).execute(arguments);
    }

    static CommandLine commandLine(Map<String, String> environment, IntConsumer halt, String... arguments) {
        SequencedMap<String, Supplier<Object>> commands = commands(environment, halt);
        CommandLine line = new CommandLine(new Sallyport());
        // Of all others nothing is needed, and to look into them takes time that the start of a Pod waits for.
        if (arguments.length > 0 && (commands.containsKey(arguments[0]) || VERSION.contains(arguments[0]))) {
            commands.keySet().retainAll(Set.of(arguments[0]));
        }
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line.setExecutionExceptionHandler(Sallyport::explained);
    }

    /** In the order in which they are told about. */
    private static SequencedMap<String, Supplier<Object>> commands(Map<String, String> environment, IntConsumer halt) {
        SequencedMap<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", () -> new ServeCommand(environment, halt));
        commands.put("render", RenderCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("reach", ReachCommand::new);
        commands.put("certs", CertsCommand::new);
        commands.put("selftest", () -> new SelftestCommand(environment));
        commands.put("uninstall", () -> new UninstallCommand(environment));
        commands.put("completion", () -> new CompletionCommand(() -> commandLine(environment, halt)));
        return commands;
    }

    private static int explained(Exception exception, CommandLine command, CommandLine.ParseResult result) throws Exception {
        if (exception instanceof UnreadableInput) {
            command.getErr().println(exception.getMessage());
            return ExitCode.UNREADABLE;
        }
        if (exception instanceof KubernetesClientException) {
            command.getErr().println("the cluster cannot be asked: " + Reason.of(exception));
            return ExitCode.UNREADABLE;
        }
        throw exception;
    }
}
