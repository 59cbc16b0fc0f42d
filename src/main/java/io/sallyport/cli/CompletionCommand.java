package io.sallyport.cli;

import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.FishCompletion;
import io.sallyport.cli.output.Version;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete our commands and options. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Print a script that makes a shell complete sallyport's commands and options.",
        footer = {
            "",
            "Exit codes: 0 printed; 2 there is no such shell.",
            "",
            "Examples:",
            "  source <(sallyport completion bash)",
            "  source <(sallyport completion zsh)",
            "  sallyport completion fish > ~/.config/fish/completions/sallyport.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    private enum Shell {
        bash,
        zsh,
        fish
    }

    private final Supplier<CommandLine> sallyport;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell;

    @Spec
    private CommandSpec command;

    /** @param sallyport the command line with each of its commands */
    CompletionCommand(Supplier<CommandLine> sallyport) {
        this.sallyport = sallyport;
    }

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        out.print(switch (shell) {
            // One script for both: it tells zsh to understand bash's completions.
            case bash, zsh -> AutoComplete.bash("sallyport", sallyport.get());
            case fish -> FishCompletion.script(sallyport.get());
        });
        out.flush();
        return ExitCode.DONE;
    }
}
