package io.sallyport.cli;

import java.util.Map;
import java.util.function.IntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: one word for each thing that can be done. */
@Command(
        name = "sallyport",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Exposes KServe models through Istio with a label, and keeps the door locked for everybody without a token.",
        footer = {"", "sallyport COMMAND --help tells about one of them."})
public final class Sallyport {

    private Sallyport() {}

    /**
     * Runs one command.
     *
     * @param environment read for POD_NAMESPACE and the like, where a command runs in a cluster
     * @param halt        ends the process at once with this exit code, hooks or not
     * @return the process's exit code
     */
    public static int run(String[] arguments, Map<String, String> environment, IntConsumer halt) {
        return commandLine(environment, halt).execute(arguments);
    }

    static CommandLine commandLine(Map<String, String> environment, IntConsumer halt) {
        return new CommandLine(new Sallyport())
                .addSubcommand(new ServeCommand(environment, halt))
                .addSubcommand(new RenderCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new CertsCommand())
                .addSubcommand(new SelftestCommand(environment))
                .addSubcommand(new UninstallCommand(environment))
                .setExecutionExceptionHandler(Sallyport::explained);
    }

    private static int explained(Exception exception, CommandLine command, CommandLine.ParseResult result) throws Exception {
        if (exception instanceof UnreadableInput) {
            command.getErr().println(exception.getMessage());
            return ExitCode.UNREADABLE;
        }
        throw exception;
    }
}
